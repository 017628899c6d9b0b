import type { Clock, Limit, Limiter, LimitVerdict } from "@/core/deps";
import { takeInTurn } from "@/features/rate-limit/take-in-turn";

/** At about 200 bytes a bucket this is some 20 MB, and more clients than one instance serves in a window. */
const maxBuckets = 100_000;

export type MemoryLimiter = Limiter & {
  /** `take` without a promise. */
  takeNow(limit: Limit, client: string): LimitVerdict;
  /** What `take` would answer, without counting. */
  peek(limit: Limit, client: string): LimitVerdict;
};

type Bucket = { times: number[]; windowMs: number };

/**
 * Counts in this process alone, in an exact sliding window: the times of the requests that were let through.
 * A refused request does not lengthen the wait. When there are too many buckets, those whose window has passed go first,
 * then those that were used longest ago: to be forgotten, a client would need `capacity` other addresses in one window.
 */
export function createMemoryLimiter({
  clock,
  capacity = maxBuckets,
}: {
  clock: Clock;
  capacity?: number;
}): MemoryLimiter {
  const buckets = new Map<string, Bucket>();

  function look(limit: Limit, client: string) {
    const key = `${limit.name}:${client}`;
    const now = clock.now().getTime();
    const windowMs = limit.windowSeconds * 1000;
    // A time after now was written before the clock was set back; left alone it would make the wait longer than the window.
    const times = (buckets.get(key)?.times ?? [])
      .map((time) => Math.min(time, now))
      .filter((time) => time > now - windowMs);
    const oldest = times[times.length - limit.max];
    const verdict: LimitVerdict =
      oldest === undefined
        ? { ok: true }
        : { ok: false, retryAfterSeconds: Math.max(1, Math.ceil((oldest + windowMs - now) / 1000)) };
    return { key, now, bucket: { times, windowMs }, verdict };
  }

  function takeNow(limit: Limit, client: string): LimitVerdict {
    const { key, now, bucket, verdict } = look(limit, client);
    if (verdict.ok) bucket.times.push(now);
    // Set anew, so that the map's order is the order of use.
    buckets.delete(key);
    buckets.set(key, bucket);
    if (buckets.size > capacity) makeRoom(buckets, now, capacity);
    return verdict;
  }

  return {
    take: (limit, client) => Promise.resolve(takeNow(limit, client)),
    takeAll: (limits, client) => takeInTurn(limits, (limit) => takeNow(limit, client)),
    takeNow,
    peek: (limit, client) => look(limit, client).verdict,
  };
}

function makeRoom(buckets: Map<string, Bucket>, now: number, capacity: number): void {
  for (const [key, { times, windowMs }] of buckets) {
    const newest = times[times.length - 1] ?? 0;
    if (newest > now - windowMs && buckets.size <= capacity) break;
    buckets.delete(key);
    if (buckets.size <= capacity * 0.9) break;
  }
}
