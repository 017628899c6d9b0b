import { beforeEach, describe, expect, it } from "vitest";
import type { Clock, Limit, Limiter } from "@/core/deps";

const limit: Limit = { name: "test", max: 5, windowSeconds: 60 };

/**
 * What every driver of the limiter guarantees. A driver's own test file calls this once; `createLimiter` is called before each test
 * and answers a limiter that has counted nothing and reads the time from `clock`, which the tests move by hand.
 */
export function describeLimiter(
  driver: string,
  createLimiter: (facts: { clock: Clock }) => Limiter | Promise<Limiter>,
): void {
  let nowMs = 0;
  let limiter: Limiter;
  beforeEach(async () => {
    nowMs = Date.parse("2026-03-01T12:00:00Z");
    limiter = await createLimiter({ clock: { now: () => new Date(nowMs) } });
  });

  async function take(times: number, client = "client"): Promise<boolean[]> {
    const verdicts = [];
    for (let count = 0; count < times; count++) verdicts.push((await limiter.take(limit, client)).ok);
    return verdicts;
  }

  describe(driver, () => {
    it("lets five of a minute through, also when they come at the same instant", async () => {
      const verdicts = await Promise.all(Array.from({ length: 50 }, () => limiter.take(limit, "client")));
      expect(verdicts.filter(({ ok }) => ok)).toHaveLength(5);
    });

    it("slides: never more than five in any sixty seconds", async () => {
      const passed: number[] = [];
      for (let second = 0; second < 300; second++) {
        if ((await limiter.take(limit, "client")).ok) passed.push(second);
        nowMs += 1000;
      }
      expect(passed.length).toBe(25);
      for (const start of passed)
        expect(passed.filter((time) => time >= start && time < start + 60).length).toBeLessThanOrEqual(5);
    });

    it("says how long to wait to the second, counts it down, and lets through when it is over", async () => {
      await take(1);
      nowMs += 20_500;
      await take(4);
      for (const [seconds, untilNextMs] of [
        [40, 20_000],
        [20, 19_000],
        [1, 499],
        [1, 1],
      ] as const) {
        expect(await limiter.take(limit, "client")).toEqual({ ok: false, retryAfterSeconds: seconds });
        nowMs += untilNextMs;
      }
      expect(await limiter.take(limit, "client")).toEqual({ ok: true });
    });

    it("does not lengthen the wait for who keeps asking", async () => {
      await take(5);
      for (let second = 0; second < 60; second++) {
        expect(await take(3)).toEqual([false, false, false]);
        nowMs += 1000;
      }
      expect(await take(1)).toEqual([true]);
    });

    it("counts each client and each limit for itself", async () => {
      await take(5, "a");
      expect(await take(1, "b")).toEqual([true]);
      expect(await limiter.take({ ...limit, name: "other" }, "a")).toEqual({ ok: true });
      expect(await take(1, "a")).toEqual([false]);
    });

    it("counts by several limits in turn, up to the first that refuses, and says which it was", async () => {
      const [narrow, wide] = [
        { ...limit, max: 2 },
        { name: "wide", max: 3, windowSeconds: 600 },
      ];
      const takeBoth = () => limiter.takeAll([narrow, wide], "client");
      expect([await takeBoth(), await takeBoth()]).toEqual([{ ok: true }, { ok: true }]);
      for (let refused = 0; refused < 5; refused++)
        expect(await takeBoth()).toEqual({ ok: false, retryAfterSeconds: 60, passed: 0 });
      nowMs += 60_000;
      expect(await takeBoth()).toEqual({ ok: true });
      // What the second refuses, the first has counted; what the first refuses, the second has not.
      expect(await takeBoth()).toEqual({ ok: false, retryAfterSeconds: 540, passed: 1 });
      expect(await takeBoth()).toEqual({ ok: false, retryAfterSeconds: 60, passed: 0 });
      expect(await limiter.takeAll([], "client")).toEqual({ ok: true });
    });

    it("lets no more through than each limit allows of many that come at the same instant by several", async () => {
      const wide: Limit = { name: "wide", max: 20, windowSeconds: 600 };
      const verdicts = await Promise.all(Array.from({ length: 50 }, () => limiter.takeAll([limit, wide], "client")));
      expect(verdicts.filter(({ ok }) => ok)).toHaveLength(5);
      nowMs += 60_000;
      expect(
        (
          await limiter.takeAll(
            [
              { ...limit, name: "other" },
              { ...wide, max: 6 },
            ],
            "client",
          )
        ).ok,
      ).toBe(true);
      expect(
        (
          await limiter.takeAll(
            [
              { ...limit, name: "other" },
              { ...wide, max: 6 },
            ],
            "client",
          )
        ).ok,
      ).toBe(false);
    });

    it("stays limited, and no longer than a window, when the clock is set back", async () => {
      await take(5);
      nowMs -= 300_000;
      expect(await limiter.take(limit, "client")).toEqual({ ok: false, retryAfterSeconds: 60 });
      nowMs += 60_000;
      expect(await take(1)).toEqual([true]);
    });
  });
}
