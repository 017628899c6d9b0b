import type { Db, Deps } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import { guessesInARowMax, guessLimit, guessPause } from "./policy";

export type GuessVerdict = { ok: true } | { ok: false; retryAfterSeconds: number };

/** Whose password is guessed, and from where: strangers share one count, and each known device has its own. */
export type Guess = { email: string; device?: string | null };

/**
 * Counts one guess at the password of an address before it is evaluated, in one statement: of any number at the same instant, on any
 * number of instances, only the limit passes. Addresses without an account are counted alike. After guesses in a row each next one has
 * to wait longer; beyond the hundredth no time helps, and `retryAfterSeconds` is the longest that is ever said.
 */
export async function takeGuess(deps: Pick<Deps, "db" | "clock">, guess: Guess): Promise<GuessVerdict> {
  const accountKey = keyOf(guess);
  const now = deps.clock.now();
  const windowStart = new Date(now.getTime() - guessLimit.windowMinutes * 60_000);
  const { afterInARow, firstMinutes, longestMinutes } = guessPause;
  const counted = await deps.db.$executeRaw`
    INSERT INTO "PasswordGuesses" AS g ("accountKey", "guessedAt", "lastAt", "inARow")
    VALUES (${accountKey}, ARRAY[${now}::timestamptz], ${now}::timestamptz, 1)
    ON CONFLICT ("accountKey") DO UPDATE SET
      "guessedAt" = ARRAY(SELECT t FROM unnest(g."guessedAt") t WHERE t > ${windowStart}::timestamptz ORDER BY t) || ${now}::timestamptz,
      "lastAt" = ${now}::timestamptz,
      "inARow" = g."inARow" + 1
    WHERE (SELECT count(*) FROM unnest(g."guessedAt") t WHERE t > ${windowStart}::timestamptz) < ${guessLimit.max}
      AND g."inARow" < ${guessesInARowMax}
      AND (g."inARow" < ${afterInARow} OR ${now}::timestamptz >= g."lastAt" +
        least(${longestMinutes}, ${firstMinutes} * power(2, least(g."inARow" - ${afterInARow}, 20))) * interval '1 minute')`;
  if (counted === 1) return { ok: true };
  const row = await deps.db.passwordGuesses.findUnique({ where: { accountKey } });
  return { ok: false, retryAfterSeconds: row ? secondsUntilNext(row, now) : 1 };
}

type Counted = { guessedAt: Date[]; lastAt: Date; inARow: number };

function secondsUntilNext({ guessedAt, lastAt, inARow }: Counted, now: Date): number {
  const { afterInARow, firstMinutes, longestMinutes } = guessPause;
  if (inARow >= guessesInARowMax) return longestMinutes * 60;
  const newest = guessedAt.map((time) => time.getTime()).sort((a, b) => b - a);
  const windowEndsMs = (newest[guessLimit.max - 1] ?? 0) + guessLimit.windowMinutes * 60_000;
  const pauseMinutes =
    inARow < afterInARow ? 0 : Math.min(longestMinutes, firstMinutes * 2 ** Math.min(inARow - afterInARow, 20));
  const freeAtMs = Math.max(windowEndsMs, lastAt.getTime() + pauseMinutes * 60_000);
  return Math.max(1, Math.ceil((freeAtMs - now.getTime()) / 1000));
}

/** How many guesses strangers, or this device, have made since the last right password. */
export async function guessesInARow(deps: Pick<Deps, "db">, guess: Guess): Promise<number> {
  const row = await deps.db.passwordGuesses.findUnique({
    where: { accountKey: keyOf(guess) },
    select: { inARow: true },
  });
  return row?.inARow ?? 0;
}

/** Starts the count anew, for the right password was given there or a new one set. */
export async function forgetGuesses(db: Db, guess: Guess): Promise<void> {
  await db.passwordGuesses.deleteMany({ where: { accountKey: keyOf(guess) } });
}

function keyOf({ email, device }: Guess): string {
  return tokenHash(device ? `${email} ${device}` : email);
}
