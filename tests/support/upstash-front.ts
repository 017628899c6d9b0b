import { createServer, type IncomingMessage } from "node:http";
import { json } from "node:stream/consumers";
import { createClient } from "redis";

export type UpstashFront = { url: string; token: string; stop(): Promise<void> };

/** Upstash's REST protocol in front of a real Redis: one command, or several on `/pipeline`. */
export async function startUpstashFront(redisUrl: string, { port = 0 } = {}): Promise<UpstashFront> {
  const token = "the token of the tests";
  const redis = createClient({ url: redisUrl, RESP: 2 });
  redis.on("error", () => undefined);
  await redis.connect();
  const run = (command: unknown[]) =>
    redis.sendCommand(command.map(String)).then(
      (result) => ({ result }),
      (error: unknown) => ({ error: error instanceof Error ? error.message : "failed" }),
    );

  async function answer(request: IncomingMessage): Promise<[status: number, body: unknown]> {
    const body = await json(request);
    if (request.headers.authorization !== `Bearer ${token}`) return [401, { error: "Unauthorized" }];
    if (!Array.isArray(body)) return [400, { error: "ERR no command" }];
    if (request.url === "/pipeline") return [200, await Promise.all(body.map(run))];
    const reply = await run(body);
    return ["error" in reply ? 400 : 200, reply];
  }

  const server = createServer((request, response) => {
    void answer(request).then(([status, body]) => {
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the front has no port");
  return {
    url: `http://127.0.0.1:${address.port}`,
    token,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      redis.destroy();
    },
  };
}
