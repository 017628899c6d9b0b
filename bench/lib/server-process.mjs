import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { serverNodeOptions } from "../../scripts/lib/server-node-options.mjs";
import { buildDir, nextBin } from "./workshop.mjs";

/** Linux counts a process's time in hundredths of a second, whatever the kernel's own tick. */
const msPerTick = 10;
const startDeadlineMs = 60_000;

/**
 * Runs `next start` of a build with this environment and nothing else, the product as `npm run serve` does; resolves when it listens.
 * @returns {Promise<{ port: number, cpuMs: () => number, stop: () => Promise<void> }>} `cpuMs` is what the process and its children have used so far
 */
export async function startServer(app, { port, env }) {
  const nodeOptions = app === "product" ? serverNodeOptions : [];
  const args = [...nodeOptions, nextBin(app), "start", "-H", "127.0.0.1", "-p", String(port)];
  const child = spawn(process.execPath, args, {
    cwd: buildDir(app),
    env: { PATH: process.env["PATH"], NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = new Promise((resolve) => child.once("exit", resolve));
  await untilListening(child, app);
  return {
    port,
    cpuMs: () => cpuOfTree(child.pid),
    stop: async () => {
      child.kill("SIGTERM");
      await exited;
    },
  };
}

function untilListening(child, app) {
  return new Promise((resolve, reject) => {
    let said = "";
    const fail = (reason) => reject(new Error(`The server of ${app} ${reason}:\n${said}`));
    const timer = setTimeout(fail, startDeadlineMs, "was not ready in time");
    for (const stream of [child.stdout, child.stderr]) {
      stream.on("data", (chunk) => {
        if (said.length < 20_000) said += chunk;
        if (!said.includes("Ready in")) return;
        clearTimeout(timer);
        resolve();
      });
    }
    child.once("exit", (code) => {
      clearTimeout(timer);
      fail(`ended with ${code} before it was ready`);
    });
  });
}

/** User and system time of the process, with all its threads, and of all below it, living or gone. */
function cpuOfTree(root) {
  const processes = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  const stats = new Map(processes.map((pid) => [Number(pid), readStat(pid)]));
  const below = (pid) =>
    [...stats].filter(([, stat]) => stat?.parent === pid).flatMap(([child]) => [child, ...below(child)]);
  const ticks = [root, ...below(root)].map((pid) => stats.get(pid)?.ticks ?? 0);
  return ticks.reduce((sum, own) => sum + own, 0) * msPerTick;
}

function readStat(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // After the command's name, which may hold anything: field 4 is the parent, 14 to 17 are the times.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    return { parent: Number(fields[1]), ticks: fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0) };
  } catch {
    // It ended meanwhile.
    return undefined;
  }
}

export function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
