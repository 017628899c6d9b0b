import { createHash } from "node:crypto";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { amongGarbageCollections } from "../../tests/support/garbage";
import { untilOneHolds } from "../../tests/support/pace";
import { createBreachedPasswords } from "./breached-passwords";

const password = "a violet umbrella in may";
const digest = createHash("sha1").update(password).digest("hex").toUpperCase();
const line = (suffix: string, count: number) => `${suffix}:${count}\r\n`;
const padding = Array.from({ length: 800 }, (_, index) => line(index.toString(16).toUpperCase().padStart(35, "0"), 0));

let server: Server | undefined;
let asked: { url: string; headers: NodeJS.Dict<string | string[]> }[] = [];
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A service of ranges on this machine, and the adapter in front of it. */
async function startRanges(answer: RequestListener, timeoutMs = 10_000) {
  asked = [];
  server = createServer((request, response) => {
    asked.push({ url: request.url ?? "", headers: request.headers });
    answer(request, response);
  });
  await new Promise<void>((listening) => server?.listen(0, "127.0.0.1", listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const logged: string[] = [];
  const keep = (event: string, ...facts: unknown[]) => void logged.push([event, ...facts.map(String)].join(" "));
  let elapsedMs = 0;
  const breached = createBreachedPasswords({
    url,
    timeoutMs,
    log: { info: keep, warn: keep, error: keep },
    elapsed: () => elapsedMs,
  });
  return { breached, logged, later: (ms: number) => (elapsedMs += ms) };
}

describe("breached passwords", () => {
  it("finds a password whose hash the range lists", async () => {
    const { breached } = await startRanges((_, response) =>
      response.end([...padding, line(digest.slice(5), 3)].join("")),
    );
    expect(await breached.includes(password)).toBe(true);
  });

  it("does not find one that the range does not list, or lists as padding with a count of zero", async () => {
    const { breached, logged } = await startRanges((_, response) =>
      response.end([...padding, line(digest.slice(5), 0)].join("")),
    );
    expect(await breached.includes(password)).toBe(false);
    expect(logged).toEqual([]);
  });

  it("sends five digits of the hash, asks for padding, and writes nothing of a password down", async () => {
    const { breached, logged } = await startRanges((_, response) => response.writeHead(500).end());
    await breached.includes(password);
    expect(asked.map(({ url }) => url)).toEqual([`/range/${digest.slice(0, 5)}`]);
    expect(asked[0]?.headers["add-padding"]).toBe("true");
    const sent = JSON.stringify(asked) + logged.join();
    for (const secret of [password, digest.slice(0, 6), digest.slice(5), digest.toLowerCase()])
      expect(sent).not.toContain(secret);
  });

  it("asks for one letter alike however a keyboard composes it", async () => {
    const { breached } = await startRanges((_, response) => response.end(padding.join("")));
    await breached.includes("caf\u00e9 by the river");
    await breached.includes("cafe\u0301 by the river");
    expect(new Set(asked.map(({ url }) => url)).size).toBe(1);
  });

  const html: RequestListener = (_, response) => {
    response
      .writeHead(200, { "content-type": "text/html" })
      .end("<!doctype html><title>Sign in to this network</title>");
  };
  const hang: RequestListener = () => undefined;
  const slowBody: RequestListener = (_, response) => {
    const dripping = setInterval(() => response.write(padding[0] ?? ""), 20);
    response.on("close", () => clearInterval(dripping));
  };
  const endless: RequestListener = (_, response) => {
    const drench = () => {
      while (response.write(padding.join("")));
    };
    response.on("drain", drench);
    drench();
  };
  const redirect: RequestListener = (request, response) => {
    if (request.url === "/elsewhere") response.end(line(digest.slice(5), 3));
    else response.writeHead(302, { location: "/elsewhere" }).end();
  };
  const cut: RequestListener = (_, response) => {
    response.write(padding.join(""));
    response.socket?.destroy();
  };
  it.each([
    ["answers 500", (_request, response) => void response.writeHead(500).end()],
    ["answers 429", (_request, response) => void response.writeHead(429).end(line(digest.slice(5), 3))],
    ["answers with a web page", html],
    ["answers nothing at all", (_request, response) => void response.end()],
    ["never answers", hang],
    ["sends its body drop by drop", slowBody],
    ["sends a body without an end", endless],
    ["sends elsewhere", redirect],
    ["hangs up in the middle", cut],
  ] satisfies [string, RequestListener][])(
    "counts a password as not listed where the service %s, in time, and says so once",
    async (_, answer) => {
      const round = async () => {
        const { breached, logged, later } = await startRanges(answer, 300);
        const startedAt = performance.now();
        await amongGarbageCollections(async () => {
          const passwords = [password, "another one", "a third"];
          expect(await Promise.all(passwords.map((each) => breached.includes(each)))).toEqual([false, false, false]);
          for (let time = 0; time < 5; time++) {
            later(10_000);
            await breached.includes(password);
          }
        });
        const tookMs = performance.now() - startedAt;
        expect(logged).toHaveLength(1);
        expect(logged[0]).toContain("breach_check_away");
        expect(asked.map(({ url }) => url)).not.toContain("/elsewhere");
        server?.closeAllConnections();
        server?.close();
        return tookMs;
      };
      expect(await untilOneHolds(round, (tookMs) => tookMs < 10_000)).toBeLessThan(10_000);
    },
  );

  it("asks nothing for ten seconds after a failure, then finds again and says so", async () => {
    let isWell = false;
    const { breached, logged, later } = await startRanges((_, response) => {
      if (isWell) response.end(line(digest.slice(5), 3));
      else response.writeHead(503).end();
    });
    await breached.includes(password);
    isWell = true;
    later(9_999);
    expect(await breached.includes(password)).toBe(false);
    expect(asked).toHaveLength(1);
    later(1);
    expect(await breached.includes(password)).toBe(true);
    expect(logged.map((text) => text.split(" ")[0])).toEqual(["breach_check_away", "breach_check_back"]);
  });

  it("keeps at most 32 ranges on their way, and lets the other passwords pass", async () => {
    const { breached } = await startRanges(hang, 300);
    const answers = await Promise.all(
      Array.from({ length: 500 }, (_, index) => breached.includes(`password ${index}`)),
    );
    expect(answers).not.toContain(true);
    expect(asked.length).toBeLessThanOrEqual(32);
  });

  it("lets passwords pass where there is no service at all", async () => {
    const { breached, logged } = await startRanges(hang);
    await new Promise((closed) => server?.close(closed));
    expect(await breached.includes(password)).toBe(false);
    expect(logged).toHaveLength(1);
  });
});
