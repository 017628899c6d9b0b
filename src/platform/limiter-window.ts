import { createHash } from "node:crypto";
import type { Limit } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";

/** How many of the limits let the request pass, and how many milliseconds the client must wait for the next one; 0 where all did. */
export type Counted = { passed: number; waitMs: number };

/** A sliding window that several instances share. */
export type SharedWindow = {
  /**
   * Counts one request at `nowMs` by each limit in turn, up to the first that refuses it. Rejects when the store is away, also where it
   * cannot tell whether it has counted.
   */
  count(limits: readonly Limit[], client: string, nowMs: number): Promise<Counted>;
  /** Lets go of what is open towards the store; the next count begins anew. */
  reset(): void;
};

/** The bucket's name in any store: of one length, and without the client's address. */
export function bucketOf(limit: Limit, client: string): string {
  return `${limit.name}:${tokenHash(client)}`;
}

/**
 * The window in Redis, in one atomic step for all limits: for each a list of the times that passed, the newest last and at most `max` of
 * them. A refused request is not kept, so it does not lengthen the wait. Times after now were written before the clock was set back: they
 * become now, so that the wait is a window at most. KEYS: buckets. ARGV: now, then of each its window in milliseconds and its max.
 */
const countScript = `
local now = tonumber(ARGV[1])
for place, key in ipairs(KEYS) do
  local window, max = tonumber(ARGV[place * 2]), tonumber(ARGV[place * 2 + 1])
  local newest = redis.call("LINDEX", key, -1)
  if newest then
    if tonumber(newest) > now then
      for index, time in ipairs(redis.call("LRANGE", key, 0, -1)) do
        if tonumber(time) > now then redis.call("LSET", key, index - 1, ARGV[1]) end
      end
      redis.call("PEXPIRE", key, window)
    end
    local oldest = tonumber(redis.call("LINDEX", key, -max) or 0)
    if oldest > now - window then return { place - 1, oldest + window - now } end
  end
  if redis.call("RPUSH", key, ARGV[1]) > max then redis.call("LTRIM", key, -max, -1) end
  redis.call("PEXPIRE", key, window)
end
return { #KEYS, 0 }`;

const countScriptName = createHash("sha1").update(countScript).digest("hex");

/** How a client of Redis runs a script: by its name where the server knows it, by its text where it does not. */
type ScriptRunner = { byName(sha1: string): Promise<unknown>; byText(script: string): Promise<unknown> };

/** Runs the script by its name, which is a thirtieth of its text, and sends the text to a server that does not know it yet. */
export async function runCountScript(runner: ScriptRunner): Promise<Counted> {
  try {
    return countedOf(await runner.byName(countScriptName));
  } catch (error) {
    if (!(error instanceof Error && error.message.includes("NOSCRIPT"))) throw error;
    return countedOf(await runner.byText(countScript));
  }
}

/** What the script is called with. */
export function countArguments(limits: readonly Limit[], nowMs: number): string[] {
  return [nowMs, ...limits.flatMap(({ windowSeconds, max }) => [windowSeconds * 1000, max])].map(String);
}

function countedOf(reply: unknown): Counted {
  const [passed, waitMs] = Array.isArray(reply) ? (reply as unknown[]) : [];
  return { passed: naturalOf(passed), waitMs: naturalOf(waitMs) };
}

/** A number that a store answered; throws for anything else. */
export function naturalOf(reply: unknown): number {
  if (typeof reply !== "number" || !Number.isFinite(reply) || reply < 0) throw new Error("no count was answered");
  return reply;
}
