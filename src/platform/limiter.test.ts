import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createTestDeps, type TestDeps } from "../../tests/support/deps";
import { patientTimers } from "../../tests/support/patient-timers";
import { startRedis, type RedisServer } from "../../tests/support/redis-server";
import { startUpstashFront, type UpstashFront } from "../../tests/support/upstash-front";
import type { Clock, Limit, Limiter } from "@/core/deps";
import type { LimitStore } from "./env";
import { createLimiter } from "./limiter";
import { describeLimiter } from "./limiter-contract";

let redis: RedisServer;
let front: UpstashFront;
beforeAll(async () => {
  redis = await startRedis();
  front = await startUpstashFront(redis.url);
});
beforeEach(() => redis.tell("FLUSHALL"));
afterAll(async () => {
  await front.stop();
  await redis.stop();
});

const stores: Record<LimitStore["kind"], () => LimitStore> = {
  memory: () => ({ kind: "memory" }),
  redis: () => ({ kind: "redis", url: redis.url }),
  upstash: () => ({ kind: "upstash", url: front.url, token: front.token }),
  postgres: () => ({ kind: "postgres" }),
};

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps();
});
afterEach(() => {
  expect(deps.logged, "the store answered").toEqual([]);
});

function open(kind: LimitStore["kind"], clock: Clock): Limiter {
  return createLimiter({ limitStore: stores[kind]() }, { db: deps.db, clock, log: deps.log, timers: patientTimers });
}

describeLimiter("a limiter on memory", ({ clock }) => open("memory", clock));

const shared = ["redis", "upstash", "postgres"] as const;

for (const kind of shared) {
  describeLimiter(`a limiter on ${kind}`, ({ clock }) => open(kind, clock));

  // No instance sees enough of a client to refuse it by itself: what is guaranteed, the store guarantees.
  describeLimiter(`three instances in turn on ${kind}`, ({ clock }) => {
    const instances = [1, 2, 3].map(() => open(kind, clock));
    let turn = 0;
    const next = () => instances[turn++ % 3] ?? open(kind, clock);
    return { take: (...request) => next().take(...request), takeAll: (...request) => next().takeAll(...request) };
  });
}

describe.each(shared)("instances that share %s", (kind) => {
  const limit: Limit = { name: "test", max: 5, windowSeconds: 60 };
  let nowMs = 0;
  const clock: Clock = { now: () => new Date(nowMs) };
  beforeEach(() => {
    nowMs = Date.parse("2026-03-01T12:00:00Z");
  });

  it("let five through together of fifty at one instant", async () => {
    const [one, other] = [open(kind, clock), open(kind, clock)];
    const verdicts = await Promise.all(
      Array.from({ length: 50 }, (_, index) => (index % 2 ? one : other).take(limit, "client")),
    );
    expect(verdicts.filter(({ ok }) => ok)).toHaveLength(5);
  });

  it("tell the same wait to the second, and let through together when it is over", async () => {
    const [one, other] = [open(kind, clock), open(kind, clock)];
    for (const limiter of [one, other, one, other, one]) await limiter.take(limit, "client");
    nowMs += 1_500;
    for (const limiter of [one, other]) {
      expect(await limiter.take(limit, "client")).toEqual({ ok: false, retryAfterSeconds: 59 });
      expect(await limiter.take(limit, "client")).toEqual({ ok: false, retryAfterSeconds: 59 });
    }
    nowMs += 58_500;
    expect(await other.take(limit, "client")).toEqual({ ok: true });
  });

  it("keep no client's address in the store", async () => {
    await open(kind, clock).take(limit, "203.0.113.7");
    const keys = JSON.stringify(await redis.tell("KEYS", "*"));
    const rows = JSON.stringify(await deps.db.rateLimitWindow.findMany());
    expect(keys + rows).toContain("test:");
    expect(keys + rows).not.toContain("203.0.113.7");
  });
});
