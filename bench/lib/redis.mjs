import { spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { findRedisServer } from "../../scripts/lib/find-redis-server.mjs";
import { freePort } from "./server-process.mjs";

/**
 * A Redis of the benchmark's own, empty and in memory alone.
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startRedis() {
  const port = await freePort();
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const server = spawn(await findRedisServer(), args, { cwd: tmpdir(), stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  await untilReady(server);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: async () => {
      server.kill("SIGTERM");
      await ended;
    },
  };
}

function untilReady(server) {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stdout.on("data", (chunk) => {
      said += chunk;
      if (said.includes("Ready to accept connections")) resolve();
    });
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`Redis did not start:\n${said}`)));
  });
}
