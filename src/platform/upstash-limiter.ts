import type { Ratelimit as UpstashRatelimit } from "@upstash/ratelimit";
import type { Limit } from "@/core/deps";
import { bucketOf, countArguments, countScript, waitOf, type SharedWindow } from "./limiter-window";

const prefix = "latchkey:limit";

type Algorithm = ConstructorParameters<typeof UpstashRatelimit>[0]["limiter"];

/**
 * The window at Upstash, over HTTP. Its own algorithms estimate, and say when a bucket ends instead of when a request passes again;
 * so its limiter runs ours. Everything of it that would let somebody in unasked, or send anything besides the count, is off.
 */
export function createUpstashWindow({ url, token }: { url: string; token: string }): SharedWindow {
  let aborter = new AbortController();
  async function open() {
    const [{ Redis }, { Ratelimit }] = await Promise.all([import("@upstash/redis"), import("@upstash/ratelimit")]);
    const redis = new Redis({ url, token, retry: false, enableTelemetry: false, signal: () => aborter.signal });
    return (limit: Limit, nowMs: number) =>
      new Ratelimit({
        redis,
        limiter: countBy(limit, nowMs),
        prefix,
        timeout: 0,
        analytics: false,
        ephemeralCache: false,
      });
  }
  let opened: ReturnType<typeof open> | undefined;

  return {
    async count(limit, client, nowMs) {
      opened ??= open();
      const ratelimit = await opened;
      const verdict = await ratelimit(limit, nowMs).limit(bucketOf(limit, client));
      return verdict.reset - nowMs;
    },
    reset() {
      aborter.abort();
      aborter = new AbortController();
    },
  };
}

/** Ours as `@upstash/ratelimit` takes one. `reset` is the millisecond at which the next request passes. */
function countBy(limit: Limit, nowMs: number): Algorithm {
  return () => ({
    async limit({ redis }, key) {
      const waitMs = waitOf(await redis.eval(countScript, [key], countArguments(limit, nowMs)));
      const pending = Promise.resolve();
      return { success: waitMs === 0, limit: limit.max, remaining: 0, reset: nowMs + waitMs, pending };
    },
    getRemaining: () => Promise.reject(new Error("the window is only counted")),
    resetTokens: () => Promise.reject(new Error("the window only ends by itself")),
  });
}
