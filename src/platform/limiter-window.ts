import type { Limit } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";

/** A sliding window that several instances share. */
export type SharedWindow = {
  /**
   * Counts one request at `nowMs` if it passes. Answers how many milliseconds the client must wait, 0 where it passed.
   * Rejects when the store is away, also where it cannot tell whether it has counted.
   */
  count(limit: Limit, client: string, nowMs: number): Promise<number>;
  /** Lets go of what is open towards the store; the next count begins anew. */
  reset(): void;
};

/** The bucket's name in any store: of one length, and without the client's address. */
export function bucketOf(limit: Limit, client: string): string {
  return `${limit.name}:${tokenHash(client)}`;
}

/**
 * The window in Redis, in one atomic step: a list of the times that passed, the newest last and at most `max` of them.
 * A refused request is not kept, so it does not lengthen the wait. Times after now were written before the clock was set back: they
 * become now, so that the wait is a window at most. KEYS: bucket. ARGV: now and window in milliseconds, max.
 */
export const countScript = `
local key, now, window, max = KEYS[1], tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
if tonumber(redis.call("LINDEX", key, -1) or 0) > now then
  for index, time in ipairs(redis.call("LRANGE", key, 0, -1)) do
    if tonumber(time) > now then redis.call("LSET", key, index - 1, ARGV[1]) end
  end
  redis.call("PEXPIRE", key, window)
end
local oldest = tonumber(redis.call("LINDEX", key, -max) or 0)
if oldest > now - window then return oldest + window - now end
redis.call("RPUSH", key, ARGV[1])
redis.call("LTRIM", key, -max, -1)
redis.call("PEXPIRE", key, window)
return 0`;

/** What the script is called with. */
export function countArguments(limit: Limit, nowMs: number): string[] {
  return [nowMs, limit.windowSeconds * 1000, limit.max].map(String);
}

/** The script's answer; throws for any other. */
export function waitOf(reply: unknown): number {
  if (typeof reply !== "number" || !Number.isFinite(reply) || reply < 0) throw new Error("no count was answered");
  return reply;
}
