import { createServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { peerAddressHeader, readPeer, recordPeerAddress } from "./peer-address";

type Seen = { header: string; others: string[] };

const server = createServer(({ headers, headersDistinct, rawHeaders }, response) => {
  const raw = rawHeaders.filter((_, index) => rawHeaders[index - 1]?.toLowerCase() === peerAddressHeader);
  const others = [...(headersDistinct[peerAddressHeader] ?? []), ...raw];
  response.end(JSON.stringify({ header: headers[peerAddressHeader], others }));
});

beforeAll(async () => {
  recordPeerAddress();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => server.close());

/** What the app sees of the header in each of Node's views, when the client sends these. */
function seen(headers: Record<string, string | string[]>): Promise<Seen> {
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    get({ host: "127.0.0.1", port, headers }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve(JSON.parse(body) as Seen));
    }).on("error", reject);
  });
}

describe("peer address", () => {
  it("is the socket's where the client sends none", async () => {
    expect(await seen({})).toEqual({ header: "127.0.0.1", others: [] });
  });

  it.each([["once", "198.51.100.1"] as const, ["twice", ["198.51.100.1", "198.51.100.2"]] as const])(
    "is the socket's in every view of the headers, also where a client that knew the name sends another %s",
    async (_, claim) => {
      const { header, others } = await seen({ [peerAddressHeader.toUpperCase()]: [claim].flat() });
      expect(header).toBe("127.0.0.1");
      expect(others.length).toBeGreaterThan(0);
      expect(new Set(others)).toEqual(new Set(["127.0.0.1"]));
    },
  );

  it("says with which headers a proxy named the client, and of X-Forwarded-For whether it was there", async () => {
    const peerOf = async (headers: Record<string, string>) => readPeer((await seen(headers)).header);
    const address = "127.0.0.1";
    expect(await peerOf({})).toEqual({ address, isForwarded: false, hasForwardedFor: false });
    expect(await peerOf({ forwarded: "for=1.2.3.4" })).toEqual({ address, isForwarded: true, hasForwardedFor: false });
    expect(await peerOf({ "X-Real-IP": "1.2.3.4", "X-Forwarded-For": "1.2.3.4" })).toEqual({
      address,
      isForwarded: true,
      hasForwardedFor: true,
    });
    expect(readPeer(null)).toEqual({ address: null, isForwarded: false, hasForwardedFor: false });
  });

  it("has a name that no client can know", () => {
    expect(peerAddressHeader).toMatch(/^x-latchkey-peer-[0-9a-f]{32}$/);
  });
});
