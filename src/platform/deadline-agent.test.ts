import { once } from "node:events";
import { createServer, get, type IncomingMessage, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer, get as getByTls } from "node:https";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import type { TlsOptions } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { deadlineAgent } from "./deadline-agent";

/** With a certificate that nobody vouches for. */
const tlsOptions = createRequire(import.meta.url)("smtp-server/lib/tls-options.js") as (options: object) => TlsOptions;

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

/** Asks a server of this machine by such an agent, and answers what it said in full. */
async function ask(protocol: "http" | "https", answer: RequestListener, deadlineMs: number): Promise<string> {
  const server = protocol === "http" ? createServer(answer) : createTlsServer(tlsOptions({}), answer);
  servers.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const url = `${protocol}://127.0.0.1:${port}/`;
  const options = { agent: deadlineAgent(url, deadlineMs), rejectUnauthorized: false };
  const request = (protocol === "http" ? get : getByTls)(url, options);
  const [response] = (await once(request, "response")) as [IncomingMessage];
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

describe.each(["http", "https"] as const)("a connection with a deadline, by %s,", (protocol) => {
  it("brings an answer that comes in time", async () => {
    expect(await ask(protocol, (_, response) => response.end("in time"), 10_000)).toBe("in time");
  });

  it.each<[string, RequestListener]>([
    ["does not begin", () => undefined],
    ["begins and does not end", (_, response) => void response.writeHead(200).write("half")],
    [
      "drips",
      (_, response) => {
        const dripping = setInterval(() => response.write("x"), 20);
        response.on("close", () => clearInterval(dripping));
      },
    ],
  ])("is cut where its answer %s", async (_, answer) => {
    const startedAt = performance.now();
    await expect(ask(protocol, answer, 300)).rejects.toThrow();
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });
});

it("asks nobody without TLS for whom TLS was meant", () => {
  const agent = deadlineAgent("https://accounts.example.com", 10_000);
  expect(() => get("http://127.0.0.1:9/", { agent })).toThrow('Protocol "http:" not supported');
});
