import { spawn } from "node:child_process";
import { once } from "node:events";
import { StartError } from "./start-error.mjs";

const endMs = 5_000;

/**
 * Runs a tool to its end and keeps its output to itself unless it fails.
 *
 * @param {{ name: string, args: string[], cwd: string, env: Record<string, string | undefined>, onStop: (end: () => Promise<unknown>) => void }} tool
 *   `args` for this Node
 * @returns {Promise<string>} what it printed
 */
export async function runTool({ name, args, cwd, env, onStop }) {
  const child = spawn(process.execPath, args, { cwd, env, stdio: ["ignore", "pipe", "pipe"] });
  const output = [];
  child.stdout.on("data", (chunk) => output.push(chunk));
  child.stderr.on("data", (chunk) => output.push(chunk));
  onStop(() => endChild(child));
  const [code] = await once(child, "close");
  const printed = Buffer.concat(output).toString("utf8");
  if (code === 0) return printed;
  process.stderr.write(`\n${printed}\n`);
  throw new StartError(`${name} failed; what it said stands above.`);
}

/**
 * Asks a child to end, and ends it when it does not.
 *
 * @param {import("node:child_process").ChildProcess} child
 */
export async function endChild(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const timer = setTimeout(() => child.kill("SIGKILL"), endMs);
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
  clearTimeout(timer);
}
