import { spawn, type ChildProcess } from "node:child_process";
import { tmpdir } from "node:os";
import { createClient } from "redis";
import { freePort } from "./app-server";

export type RedisServer = {
  url: string;
  port: number;
  /** Ends it; a new one may be started on its port. */
  stop(): Promise<void>;
  /** Holds it: connections are taken, and nothing is answered. */
  pause(): void;
  resume(): void;
  /** Says one command to it, as its operator would. */
  tell(...command: string[]): Promise<unknown>;
};

/** A Redis of the test's own, empty and in memory alone. */
export async function startRedis(options: { port?: number; password?: string } = {}): Promise<RedisServer> {
  const port = options.port ?? (await freePort());
  const password = options.password ? ["--requirepass", options.password] : [];
  const args = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", ...password];
  const server = spawn(process.env["REDIS_SERVER_PATH"] ?? "redis-server", args, {
    cwd: tmpdir(),
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = new Promise<void>((resolve) => server.once("exit", () => resolve()));
  await untilReady(server);
  const url = `redis://${options.password ? `:${options.password}@` : ""}127.0.0.1:${port}`;
  return {
    url,
    port,
    async stop() {
      server.kill("SIGKILL");
      await ended;
    },
    pause: () => void server.kill("SIGSTOP"),
    resume: () => void server.kill("SIGCONT"),
    tell: (...command) => tell(url, command),
  };
}

async function tell(url: string, command: string[]): Promise<unknown> {
  const client = await createClient({ url }).connect();
  const reply = await client.sendCommand(command);
  client.destroy();
  return reply;
}

function untilReady(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = "";
    server.stdout?.on("data", (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes("Ready to accept connections")) resolve();
    });
    server.once("error", reject);
    server.once("exit", () => reject(new Error(`Redis did not start:\n${said}`)));
  });
}
