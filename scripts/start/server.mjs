import { spawn } from "node:child_process";
import { get } from "node:http";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { endChild } from "./run-tool.mjs";
import { StartError } from "./start-error.mjs";

const exitWithParent = new URL("./exit-with-parent.mjs", import.meta.url).href;
const pollMs = 50;

/** What Next says of itself; our own lines say it once. */
const banner = /^\s*(▲ Next\.js|- (Local|Network|Environments):|✓ (Starting|Ready|Running next))/;

/**
 * Starts Next on 127.0.0.1 and waits until it answers.
 *
 * @param {{ root: string, dev: boolean, port: number, env: Record<string, string>, onStop: (end: () => Promise<unknown>) => void, onEnd: (code: number | null) => void }} options
 *   `onEnd` is called when the server ends by itself after it has served
 */
export async function startServer({ root, dev, port, env, onStop, onEnd }) {
  const args = ["node_modules/next/dist/bin/next", dev ? "dev" : "start", "-H", "127.0.0.1", "-p", String(port)];
  const child = spawn(process.execPath, ["--import", exitWithParent, ...args], {
    cwd: root,
    env,
    stdio: ["ignore", dev ? "inherit" : "pipe", "inherit", "ipc"],
  });
  onStop(() => endChild(child));
  if (child.stdout) passOn(child.stdout);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  await Promise.race([
    waitUntilServing(port),
    ended.then(() => Promise.reject(new StartError("The server ended before it was ready."))),
  ]);
  void ended.then(onEnd);
}

function passOn(stream) {
  createInterface({ input: stream }).on("line", (line) => {
    if (line.trim() !== "" && !banner.test(line)) process.stdout.write(`${line}\n`);
  });
}

async function waitUntilServing(port) {
  while (!(await answers(port))) await delay(pollMs);
}

function answers(port) {
  return new Promise((resolve) => {
    const request = get({ host: "127.0.0.1", port, path: "/", headers: { host: `localhost:${port}` } }, (response) => {
      response.resume();
      resolve(true);
    });
    request.once("error", () => resolve(false));
  });
}
