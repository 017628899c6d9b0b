import type { Ratelimit as UpstashRatelimit } from "@upstash/ratelimit";
import type { Limit } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import { bucketOf, countArguments, runCountScript, type SharedWindow } from "./limiter-window";

const prefix = "latchkey:limit";

type Request = { limits: readonly Limit[]; client: string; nowMs: number };

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
    return (request: Request) =>
      new Ratelimit({
        redis,
        limiter: countBy(request),
        prefix,
        timeout: 0,
        analytics: false,
        ephemeralCache: false,
      });
  }
  let opened: ReturnType<typeof open> | undefined;

  return {
    async count(limits, client, nowMs) {
      opened ??= open();
      const ratelimit = await opened;
      const verdict = await ratelimit({ limits, client, nowMs }).limit(tokenHash(client));
      return { passed: verdict.limit, waitMs: verdict.reset - nowMs };
    },
    reset() {
      aborter.abort();
      aborter = new AbortController();
    },
  };
}

/**
 * Ours as `@upstash/ratelimit` takes one. `limit` is how many limits let the request pass, `reset` the millisecond at which the next
 * passes.
 */
function countBy({ limits, client, nowMs }: Request): Algorithm {
  const keys = limits.map((limit) => `${prefix}:${bucketOf(limit, client)}`);
  const values = countArguments(limits, nowMs);
  return () => ({
    async limit({ redis }) {
      const { passed, waitMs } = await runCountScript({
        byName: (sha1) => redis.evalsha(sha1, keys, values),
        byText: (script) => redis.eval(script, keys, values),
      });
      const pending = Promise.resolve();
      return { success: waitMs === 0, limit: passed, remaining: 0, reset: nowMs + waitMs, pending };
    },
    getRemaining: () => Promise.reject(new Error("the window is only counted")),
    resetTokens: () => Promise.reject(new Error("the window only ends by itself")),
  });
}
