import { once } from "node:events";
import { createServer, get, type RequestListener, type Server } from "node:http";
import type { lookup as dnsLookup } from "node:dns";
import { afterEach, describe, expect, it } from "vitest";
import { createRemotePictures, isPublicAddress } from "./remote-pictures";

const maxBytes = 1_000;
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});

/** A server on this machine, and how often it was asked. */
async function serve(answer: RequestListener) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request, response);
  }).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  const address = server.address();
  return { port: typeof address === "object" && address ? address.port : 0, asked };
}

/** Answers every name with these addresses. */
function resolving(...addresses: string[]): typeof dnsLookup {
  const found = addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 }));
  return ((_name: string, _options: object, done: (error: null, found: object[]) => void) =>
    done(null, found)) as unknown as typeof dnsLookup;
}

const plain = { maxBytes, get };

describe("a remote picture", () => {
  it("is fetched from the address that its name leads to", async () => {
    const { port } = await serve((_request, response) => response.end("a picture"));
    const remote = createRemotePictures({ ...plain, isPublic: () => true, lookup: resolving("127.0.0.1") });
    const fetched = await remote.fetch(`http://pictures.example:${port}/me.png`);
    expect(fetched.ok && Buffer.from(fetched.bytes).toString()).toBe("a picture");
  });

  it.each([
    ["a name of this machine", "pictures.example", ["127.0.0.1"]],
    ["a name with one public and one private address", "pictures.example", ["127.0.0.1", "93.184.216.34"]],
    ["a name of nothing", "pictures.example", []],
    ["an address of this machine", "127.0.0.1", []],
    ["the same as one number", "2130706433", []],
    ["the same in hexadecimal", "0x7f.1", []],
    ["the same, mapped", "[::ffff:127.0.0.1]", []],
  ])("is not asked for at %s", async (_what, host, addresses) => {
    const { port, asked } = await serve((_request, response) => response.end("a secret"));
    const remote = createRemotePictures({ ...plain, lookup: resolving(...addresses) });
    expect(await remote.fetch(`http://${host}:${port}/`)).toEqual({ ok: false, reason: "unreachable" });
    expect(asked).toEqual([]);
  });

  it("is not looked for where a redirect leads", async () => {
    const inner = await serve((_request, response) => response.end("a secret"));
    const outer = await serve((_request, response) => {
      response.writeHead(302, { location: `http://127.0.0.1:${inner.port}/` }).end();
    });
    const remote = createRemotePictures({ ...plain, isPublic: () => true });
    expect(await remote.fetch(`http://127.0.0.1:${outer.port}/`)).toEqual({ ok: false, reason: "unreachable" });
    expect(inner.asked).toEqual([]);
  });

  it("is read no further than it may be long, whatever its header says", async () => {
    const { port } = await serve((_request, response) => {
      const more = () => {
        while (response.write(Buffer.alloc(500)));
        response.once("drain", more);
      };
      more();
    });
    const remote = createRemotePictures({ ...plain, isPublic: () => true });
    expect(await remote.fetch(`http://127.0.0.1:${port}/`)).toEqual({ ok: false, reason: "too_large" });
  });

  it("is unreachable where its server says no, breaks off or speaks no TLS", async () => {
    const missing = await serve((_request, response) => response.writeHead(404).end());
    const broken = await serve((request) => request.socket.destroy());
    const remote = createRemotePictures({ ...plain, isPublic: () => true });
    const withTls = createRemotePictures({ maxBytes, isPublic: () => true });
    const answers = await Promise.all([
      remote.fetch(`http://127.0.0.1:${missing.port}/`),
      remote.fetch(`http://127.0.0.1:${broken.port}/`),
      withTls.fetch(`https://127.0.0.1:${missing.port}/`),
    ]);
    expect(answers).toEqual(Array(3).fill({ ok: false, reason: "unreachable" }));
  });
});

describe("an address of the public internet", () => {
  it.each(["93.184.216.34", "8.8.8.8", "2606:2800:220:1:248:1893:25c8:1946"])("is %s", (address) => {
    expect(isPublicAddress(address)).toBe(true);
  });

  it.each(
    `0.0.0.0 10.1.2.3 100.64.0.1 127.0.0.1 169.254.169.254 172.16.0.1 192.0.0.1 192.0.2.1 192.168.1.1 198.18.0.1 224.0.0.1
    240.0.0.1 255.255.255.255 :: ::1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:a00:1:: 2001::1 2001:db8::1 fc00::1 fd12::1 fe80::1
    ff02::1 nowhere`.split(/\s+/),
  )("is not %s", (address) => {
    expect(isPublicAddress(address)).toBe(false);
  });
});
