import { createHash } from "node:crypto";
import type { BreachedPasswords, Log } from "@/core/deps";
import { fetchWhole } from "./fetch-whole";

export const breachedPasswordsUrl = "https://api.pwnedpasswords.com";

/** A range has about 1,000 lines of 40 bytes, and padding adds some hundreds; what is far longer is not a range. */
const rangeMaxBytes = 512 * 1024;

/** So many ranges may be on their way at once: with the bound on each, 16 MiB at the worst. */
const maxInFlight = 32;

/** After a failure nobody asks for so long, so that an outage costs few people the wait. */
const pauseMs = 10_000;

export type RangeOptions = {
  /** Where `/range/<prefix>` is answered, without a trailing slash. */
  url: string;
  log: Log;
  timeoutMs?: number;
  /** Milliseconds that only ever grow. */
  elapsed?: () => number;
};

/**
 * Asks a range service in the manner of Pwned Passwords: the first five digits of the password's SHA-1 leave this machine, padded
 * answers hide which, and the rest is compared here. Whatever goes wrong counts as "not listed": an outage is one line in the log,
 * and its end another.
 */
export function createBreachedPasswords({
  url,
  log,
  timeoutMs = 1_500,
  elapsed = () => performance.now(),
}: RangeOptions): BreachedPasswords {
  let inFlight = 0;
  let pausedUntil = -Infinity;
  let isAway = false;

  async function ask(digest: string): Promise<boolean> {
    inFlight += 1;
    try {
      const isListed = listed(await readRange(`${url}/range/${digest.slice(0, 5)}`, timeoutMs), digest.slice(5));
      if (isAway) log.info("breach_check_back");
      isAway = false;
      return isListed;
    } catch (error) {
      if (!isAway) log.error("breach_check_away", error);
      isAway = true;
      pausedUntil = elapsed() + pauseMs;
      return false;
    } finally {
      inFlight -= 1;
    }
  }

  return {
    includes: async (password) =>
      inFlight < maxInFlight && elapsed() >= pausedUntil ? await ask(sha1(password)) : false,
  };
}

/** What is used where the check is off. */
export const noBreachedPasswords: BreachedPasswords = { includes: () => Promise.resolve(false) };

/** In the form in which the password is hashed for us too, as most people's keyboards compose it. */
function sha1(password: string): string {
  return createHash("sha1").update(password.normalize("NFC")).digest("hex").toUpperCase();
}

async function readRange(address: string, timeoutMs: number): Promise<string> {
  const { status, bytes } = await fetchWhole(address, {
    headers: { "add-padding": "true", accept: "text/plain", "user-agent": "latchkey" },
    redirect: "error",
    deadlineMs: timeoutMs,
    maxBytes: rangeMaxBytes,
  });
  if (status !== 200) throw new RangeFault(`status ${status}`);
  return bytes.toString("latin1");
}

/** A count of zero is padding. */
function listed(range: string, suffix: string): boolean {
  const lines = range.trim().split(/\r?\n/);
  if (!lines.every((line) => /^[0-9A-F]{35}:\d{1,15}$/i.test(line))) throw new RangeFault("not a range");
  return lines.some((line) => line.slice(0, 35).toUpperCase() === suffix && Number(line.slice(36)) > 0);
}

class RangeFault extends Error {
  override name = "RangeFault";
}
