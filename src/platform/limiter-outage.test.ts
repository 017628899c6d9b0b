import { createServer, connect, type Server, type Socket } from "node:net";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Clock, Limit, Limiter } from "@/core/deps";
import { p95 } from "../../tests/support/pace";
import { patientTimers } from "../../tests/support/patient-timers";
import { startRedis, type RedisServer } from "../../tests/support/redis-server";
import { startUpstashFront, type UpstashFront } from "../../tests/support/upstash-front";
import { createTestDeps, type TestDeps } from "../../tests/support/deps";
import { openDatabase } from "./database";
import type { LimitStore } from "./env";
import { createLimiter } from "./limiter";

const limit: Limit = { name: "test", max: 5, windowSeconds: 60 };
const clock: Clock = { now: () => new Date("2026-03-01T12:00:00Z") };

let deps: TestDeps;
let closing: (() => Promise<void>)[] = [];
beforeEach(() => {
  deps = createTestDeps();
  closing = [];
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
});

function open(limitStore: LimitStore, db = deps.db): Limiter {
  return createLimiter({ limitStore }, { db, clock, log: deps.log });
}

/** Where no outage is meant. */
function openPatient(limitStore: LimitStore): Limiter {
  return createLimiter({ limitStore }, { db: deps.db, clock, log: deps.log, timers: patientTimers });
}

async function redis(options?: Parameters<typeof startRedis>[0]): Promise<RedisServer> {
  const server = await startRedis(options);
  closing.push(() => server.stop());
  return server;
}

async function upstash(server: RedisServer): Promise<UpstashFront> {
  const front = await startUpstashFront(server.url);
  closing.push(() => front.stop());
  return front;
}

/** A port that takes connections, and passes on what is said to `target` after `delayMs`; to nobody, where there is none. */
async function door({ target, delayMs = 0 }: { target?: number; delayMs?: number } = {}): Promise<number> {
  const sockets = new Set<Socket>();
  const server: Server = createServer((inner) => {
    sockets.add(inner.on("error", () => undefined));
    if (target === undefined) return;
    const outer = connect(target, "127.0.0.1").on("error", () => inner.destroy());
    sockets.add(outer);
    inner.pipe(outer);
    outer.on("data", (bytes) => setTimeout(() => inner.writable && inner.write(bytes), delayMs));
    inner.on("close", () => outer.destroy());
    outer.on("close", () => inner.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

/** As many takes of one client as `times`, ten at a time; answers how many passed and what the slow ones cost. */
async function storm(limiter: Limiter, times = 1_000, client = "client") {
  const took: number[] = [];
  let passed = 0;
  for (let done = 0; done < times; done += 10) {
    await Promise.all(
      Array.from({ length: Math.min(10, times - done) }, async () => {
        const began = performance.now();
        if ((await limiter.take(limit, client)).ok) passed += 1;
        took.push(performance.now() - began);
      }),
    );
  }
  return { passed, p95: p95(took) };
}

const outages = () => deps.logged.map(({ event }) => event);

/**
 * Waits until what a limiter counts is in the store that it prefers: another instance knows of it, and Postgres does not. On a busy
 * machine the store may be late once more, which counts to the outage that was told.
 */
async function untilCountsInStore(limiter: Limiter, other: Limiter): Promise<void> {
  let newcomers = 0;
  const isInStore = async () => {
    const newcomer = `newcomer ${(newcomers += 1)}`;
    const before = await deps.db.rateLimitWindow.count();
    await storm(limiter, 10, newcomer);
    return !(await other.take(limit, newcomer)).ok && (await deps.db.rateLimitWindow.count()) === before;
  };
  await expect.poll(isInStore).toBe(true);
}

/** Waits for the end of the outage that was told: five seconds at most. */
async function untilBack(): Promise<void> {
  await vi.waitUntil(() => outages().includes("limit_store_back"), { timeout: 5_000, interval: 20 });
}

describe.each(["redis", "upstash"] as const)("a limiter on %s", (kind) => {
  /** The store behind a port; the port may be one that misbehaves. */
  async function storeAt(port: number): Promise<LimitStore> {
    return kind === "redis"
      ? { kind, url: `redis://127.0.0.1:${port}` }
      : { kind, url: `http://127.0.0.1:${port}`, token: "the token of the tests" };
  }

  async function servedPort(server: RedisServer): Promise<number> {
    return kind === "redis" ? server.port : Number(new URL((await upstash(server)).url).port);
  }

  it.each([
    ["refuses connections", () => Promise.resolve(1)],
    ["takes connections and never answers", () => door()],
    ["answers after half a second", async () => door({ target: await servedPort(await redis()), delayMs: 500 })],
  ])("keeps the cap in Postgres, over instances, while the store %s", async (_what, portOf) => {
    const port = await portOf();
    const [one, other] = [open(await storeAt(port)), open(await storeAt(port))];
    const [first, second] = await Promise.all([storm(one, 500), storm(other, 500)]);
    expect(first.passed + second.passed).toBe(limit.max);
    expect(Math.max(first.p95, second.p95)).toBeLessThan(250);
    expect(outages()).toEqual(["limit_store_away", "limit_store_away"]);
  });

  it("keeps its cap when the store hangs in the middle, and is back within five seconds", async () => {
    const server = await redis();
    const store = await storeAt(await servedPort(server));
    const limiter = open(store);
    expect((await storm(limiter, limit.max)).passed).toBe(limit.max);
    server.pause();
    const hung = await storm(limiter);
    const fresh = await storm(limiter, 1_000, "another");
    expect([hung.passed, fresh.passed]).toEqual([0, limit.max]);
    expect(hung.p95).toBeLessThan(250);
    server.resume();
    await untilBack();
    await untilCountsInStore(limiter, open(store));
    expect(outages()).toEqual(["limit_store_away", "limit_store_back"]);
  });

  it("is back within five seconds after the store was started anew", async () => {
    const server = await redis();
    const store = await storeAt(await servedPort(server));
    const limiter = open(store);
    await storm(limiter, 10);
    await server.stop();
    expect((await storm(limiter, 1_000, "another")).passed).toBe(limit.max);
    await redis({ port: server.port });
    await untilBack();
    await untilCountsInStore(limiter, open(store));
    expect(outages()).toEqual(["limit_store_away", "limit_store_back"]);
  });

  it("counts on after the store was emptied, and lets nobody whom it counted begin anew", async () => {
    const server = await redis();
    const store = await storeAt(await servedPort(server));
    const limiter = openPatient(store);
    expect((await storm(limiter, limit.max)).passed).toBe(limit.max);
    await server.tell("FLUSHALL");
    await server.tell("SCRIPT", "FLUSH");
    expect((await storm(limiter, 100)).passed).toBe(0);
    expect((await storm(limiter, 100, "another")).passed).toBe(limit.max);
    expect(outages()).toEqual([]);
  });
});

it("takes a connection that Redis closed for a closed connection, and not for an outage", async () => {
  const server = await redis();
  const store: LimitStore = { kind: "redis", url: server.url };
  const limiter = openPatient(store);
  await storm(limiter, 10);
  await server.tell("CLIENT", "KILL", "TYPE", "normal");
  await vi.waitUntil(
    async () =>
      String(await server.tell("CLIENT", "LIST"))
        .split("\n")
        .filter(Boolean).length === 1,
    { timeout: 10_000 },
  );
  await new Promise((resolve) => setImmediate(resolve));
  await untilCountsInStore(limiter, openPatient(store));
  expect(outages()).toEqual([]);
});

describe("a limiter with the wrong password", () => {
  it("keeps the cap in Postgres, says why once, and is back when the password is right", async () => {
    const server = await redis({ password: "the right one" });
    const store: LimitStore = { kind: "redis", url: `redis://:wrong@127.0.0.1:${server.port}` };
    const limiter = open(store);
    const stormed = await storm(limiter);
    expect(stormed.passed).toBe(limit.max);
    expect(stormed.p95).toBeLessThan(250);
    expect(deps.logged.map(({ text }) => text)).toEqual([expect.stringContaining("WRONGPASS")]);
    await server.tell("CONFIG", "SET", "requirepass", "wrong");
    await untilBack();
    await untilCountsInStore(limiter, open(store));
  });

  it("keeps the cap in Postgres when Upstash refuses the token", async () => {
    const { url } = await upstash(await redis());
    const stormed = await storm(open({ kind: "upstash", url, token: "wrong" }));
    expect(stormed.passed).toBe(limit.max);
    expect(stormed.p95).toBeLessThan(250);
    expect(outages()).toEqual(["limit_store_away"]);
  });
});

describe("a limiter whose database is away", () => {
  function away() {
    const { db, pool } = openDatabase("postgresql://nobody@127.0.0.1:1/nothing");
    closing.push(() => pool.end());
    return db;
  }

  it("keeps the cap of its own instance, and says so once", async () => {
    expect((await storm(open({ kind: "postgres" }, away()))).passed).toBe(limit.max);
    expect(outages()).toEqual(["limit_store_away"]);
  });

  it("keeps the cap of its own instance where Redis is away as well", async () => {
    const stormed = await storm(open({ kind: "redis", url: "redis://127.0.0.1:1" }, away()));
    expect(stormed.passed).toBe(limit.max);
    expect(outages()).toEqual(["limit_store_away", "limit_store_away"]);
  });
});
