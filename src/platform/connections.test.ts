import { once } from "node:events";
import { createServer, get } from "node:http";
import { connect, type AddressInfo, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { boundConnections, requestMaxMs } from "./connections";

boundConnections();

const server = createServer({ connectionsCheckingInterval: 20 }, (_, response) =>
  response.writeHead(404).end("Not here"),
);
let upgrades = 0;
beforeEach(async () => {
  upgrades = 0;
  server.on("upgrade", () => (upgrades += 1));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const port = () => (server.address() as AddressInfo).port;

describe("a server whose connections are bounded", () => {
  it("answers an upgrade like any other request, be it the very first", async () => {
    const socket = connect(port(), "127.0.0.1");
    socket.end("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n");
    let text = "";
    for await (const chunk of socket) text += String(chunk);
    expect(text).toMatch(/^HTTP\/1.1 404 /);
    expect(upgrades).toBe(0);
  });

  it("waits a minute for a request, and not five", async () => {
    const [response] = (await once(get({ port: port(), host: "127.0.0.1" }), "response")) as [{ resume: () => void }];
    response.resume();
    expect(server.requestTimeout).toBe(requestMaxMs);
  });

  it.each(["close", "keep-alive"])("answers who reads only after the last byte is sent: %s", async (connection) => {
    const socket = connect(port(), "127.0.0.1");
    const body = Buffer.alloc(20_000_000);
    socket.write(
      `POST / HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\nContent-Length: ${body.length}\r\n\r\n`,
    );
    await new Promise<void>((resolve, reject) => socket.write(body, (fault) => (fault ? reject(fault) : resolve())));
    let text = "";
    for await (const chunk of socket) if ((text += String(chunk)).includes("Not here")) break;
    expect(text).toMatch(/^HTTP\/1.1 404 /);
  });

  it("closes the connection of one request once it has the rest of it, and not before", async () => {
    const { socket, accepted, closed } = await sendHalf({ connection: "close" });
    await once(socket, "end");
    expect(accepted.destroyed).toBe(false);
    socket.write("b");
    await closed;
  });

  it("closes one that went on with its last request, though the first was answered halfway", async () => {
    const { socket, closed } = await sendHalf({ connection: "keep-alive" });
    await once(socket, "data");
    socket.write("bGET / HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await once(socket, "data");
    socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    await closed;
  });

  it("waits for the rest no longer than for any request", async () => {
    const { closed } = await sendHalf({ connection: "close", requestTimeout: 200 });
    await expect(closed).rejects.toThrow("Request timeout");
  });
});

/** A connection whose first request is answered before its last byte is sent; its client never closes it by itself. */
async function sendHalf({
  connection,
  requestTimeout = requestMaxMs,
}: {
  connection: string;
  requestTimeout?: number;
}) {
  const socket = connect({ port: port(), host: "127.0.0.1", allowHalfOpen: true }).resume();
  const [accepted] = (await once(server, "connection")) as [Socket];
  // Node takes the larger of the two for the whole request.
  server.headersTimeout = server.requestTimeout = requestTimeout;
  const closed = once(accepted, "close");
  socket.write(`POST / HTTP/1.1\r\nHost: localhost\r\nConnection: ${connection}\r\nContent-Length: 2\r\n\r\na`);
  return { socket, accepted, closed };
}
