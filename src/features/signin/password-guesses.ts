import type { Db, Deps } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import { guessLimit } from "./policy";

export type GuessVerdict = { ok: true } | { ok: false; retryAfterSeconds: number };

/**
 * Counts one guess at the password of an address before it is evaluated, in one statement: of any number at the same instant, on any
 * number of instances, only the limit passes. Addresses without an account are counted alike.
 */
export async function takeGuess(deps: Pick<Deps, "db" | "clock">, email: string): Promise<GuessVerdict> {
  const accountKey = tokenHash(email);
  const now = deps.clock.now();
  const windowStart = new Date(now.getTime() - guessLimit.windowMinutes * 60_000);
  const counted = await deps.db.$executeRaw`
    INSERT INTO "PasswordGuesses" AS g ("accountKey", "guessedAt", "lastAt")
    VALUES (${accountKey}, ARRAY[${now}::timestamptz], ${now}::timestamptz)
    ON CONFLICT ("accountKey") DO UPDATE SET
      "guessedAt" = ARRAY(SELECT t FROM unnest(g."guessedAt") t WHERE t > ${windowStart}::timestamptz ORDER BY t) || ${now}::timestamptz,
      "lastAt" = ${now}::timestamptz
    WHERE (SELECT count(*) FROM unnest(g."guessedAt") t WHERE t > ${windowStart}::timestamptz) < ${guessLimit.max}`;
  if (counted === 1) return { ok: true };
  const row = await deps.db.passwordGuesses.findUnique({ where: { accountKey } });
  const inWindow = (row?.guessedAt ?? []).filter((time) => time > windowStart);
  const oldest = inWindow.length === 0 ? windowStart.getTime() : Math.min(...inWindow.map((time) => time.getTime()));
  return { ok: false, retryAfterSeconds: Math.max(1, Math.ceil((oldest - windowStart.getTime()) / 1000)) };
}

/** Starts the count anew, for the right password was given or a new one set. */
export async function forgetGuesses(db: Db, email: string): Promise<void> {
  await db.passwordGuesses.deleteMany({ where: { accountKey: tokenHash(email) } });
}
