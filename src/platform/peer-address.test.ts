import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { peerAddressHeader, recordPeerAddress } from "./peer-address";

const server = createServer((request, response) => response.end(JSON.stringify(request.headers[peerAddressHeader])));

beforeAll(async () => {
  recordPeerAddress();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());

/** What the app sees in the header, when the client sends these. */
function seen(headers: Record<string, string | string[]>): Promise<string> {
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    get({ host: "127.0.0.1", port, headers }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve(JSON.parse(body) as string));
    }).on("error", reject);
  });
}

it("tells the socket's address, whatever the client sends under that name", async () => {
  expect(await seen({})).toBe("127.0.0.1");
  expect(await seen({ [peerAddressHeader]: "198.51.100.1" })).toBe("127.0.0.1");
  expect(await seen({ [peerAddressHeader.toUpperCase()]: ["198.51.100.1", "198.51.100.2"] })).toBe("127.0.0.1");
});
