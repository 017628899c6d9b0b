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
 * A refused request is not kept, so it does not lengthen the wait. KEYS: bucket. ARGV: now and window in milliseconds, max.
 */
export const countScript = `
local now, window, max = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3])
local oldest = tonumber(redis.call("LINDEX", KEYS[1], -max) or "")
if oldest and oldest > now - window then return oldest + window - now end
redis.call("RPUSH", KEYS[1], ARGV[1])
redis.call("LTRIM", KEYS[1], -max, -1)
redis.call("PEXPIRE", KEYS[1], window)
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
