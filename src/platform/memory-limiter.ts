import type { Clock, Limit, Limiter, LimitVerdict } from "@/core/deps";
import { makeRoom } from "@/core/make-room";
import { takeInTurn } from "@/features/rate-limit/take-in-turn";

/** At about 300 bytes a bucket this is some 30 MB, and more clients than one instance serves in a window. */
const maxBuckets = 100_000;

export type MemoryLimiter = Limiter & {
  /** `take` without a promise. */
  takeNow(limit: Limit, client: string): LimitVerdict;
  /** What `take` would answer, without counting. */
  peek(limit: Limit, client: string): LimitVerdict;
};

/**
 * Counts in this process alone, in an exact sliding window: the times of the requests that were let through.
 * A refused request does not lengthen the wait. When there are too many buckets, those that were used longest ago are forgotten:
 * for that a client would need nine tenths of `capacity` other addresses in one window.
 */
export function createMemoryLimiter({
  clock,
  capacity = maxBuckets,
}: {
  clock: Clock;
  capacity?: number;
}): MemoryLimiter {
  const buckets = new Map<string, readonly number[]>();

  function look(limit: Limit, client: string) {
    const key = `${limit.name}:${client}`;
    const now = clock.now().getTime();
    const windowMs = limit.windowSeconds * 1000;
    // A time after now was written before the clock was set back; left alone it would make the wait longer than the window.
    const times = (buckets.get(key) ?? []).map((time) => Math.min(time, now)).filter((time) => time > now - windowMs);
    const oldest = times[times.length - limit.max];
    const verdict: LimitVerdict =
      oldest === undefined
        ? { ok: true }
        : { ok: false, retryAfterSeconds: Math.max(1, Math.ceil((oldest + windowMs - now) / 1000)) };
    return { key, now, times, verdict };
  }

  function takeNow(limit: Limit, client: string): LimitVerdict {
    const { key, now, times, verdict } = look(limit, client);
    // Set anew, so that the map's order is the order of use.
    buckets.delete(key);
    buckets.set(key, verdict.ok ? [...times, now] : times);
    makeRoom(buckets, capacity);
    return verdict;
  }

  return {
    take: (limit, client) => Promise.resolve(takeNow(limit, client)),
    takeAll: (limits, client) => takeInTurn(limits, (limit) => takeNow(limit, client)),
    takeNow,
    peek: (limit, client) => look(limit, client).verdict,
  };
}
