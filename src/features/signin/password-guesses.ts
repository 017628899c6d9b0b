import type { Db, Deps } from "@/core/deps";
import type { Statement } from "@/core/statement";
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
export async function takeGuess(deps: Pick<Deps, "statements" | "clock">, guess: Guess): Promise<GuessVerdict> {
  const accountKey = guessesKey(guess);
  const now = deps.clock.now();
  const counted = await deps.statements.run({ ...takeStatement, values: [accountKey, now] });
  if (counted.length === 1) return { ok: true };
  const [row] = await deps.statements.run<Counted>({ ...readStatement, values: [accountKey] });
  return { ok: false, retryAfterSeconds: row ? secondsUntilNext(row, now) : 1 };
}

const windowStart = `$2::timestamptz - interval '${guessLimit.windowMinutes} minutes'`;
const inWindow = `FROM unnest(g."guessedAt") t WHERE t > ${windowStart}`;

/** Pauses between guesses in a row, in SQL and in `secondsUntilNext` alike. */
const pause = `least(${guessPause.longestMinutes},
  ${guessPause.firstMinutes} * power(2, least(g."inARow" - ${guessPause.afterInARow}, 20))) * interval '1 minute'`;

const takeStatement = {
  name: "latchkey_take_guess",
  text: `
    INSERT INTO "PasswordGuesses" AS g ("accountKey", "guessedAt", "lastAt", "inARow")
    VALUES ($1, ARRAY[$2::timestamptz], $2::timestamptz, 1)
    ON CONFLICT ("accountKey") DO UPDATE SET
      "guessedAt" = ARRAY(SELECT t ${inWindow} ORDER BY t) || $2::timestamptz,
      "lastAt" = $2::timestamptz,
      "inARow" = g."inARow" + 1
    WHERE (SELECT count(*) ${inWindow}) < ${guessLimit.max}
      AND g."inARow" < ${guessesInARowMax}
      AND (g."inARow" < ${guessPause.afterInARow} OR $2::timestamptz >= g."lastAt" + ${pause})
    RETURNING 1`,
};

const readStatement = {
  name: "latchkey_read_guesses",
  text: `SELECT "guessedAt", "lastAt", "inARow" FROM "PasswordGuesses" WHERE "accountKey" = $1`,
};

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
export async function guessesInARow(deps: Pick<Deps, "statements">, guess: Guess): Promise<number> {
  const [row] = await deps.statements.run<Counted>({ ...readStatement, values: [guessesKey(guess)] });
  return row?.inARow ?? 0;
}

/** Starts the count anew, for the right password was given there or a new one set. */
export async function forgetGuesses(db: Db, guess: Guess): Promise<void> {
  await db.passwordGuesses.deleteMany({ where: { accountKey: guessesKey(guess) } });
}

/** The same as a statement, for a transaction that is not Prisma's. */
export function forgetGuessesStatement(guess: Guess): Statement {
  const text = `DELETE FROM "PasswordGuesses" WHERE "accountKey" = $1`;
  return { name: "latchkey_forget_guesses", text, values: [guessesKey(guess)] };
}

/** The name under which guesses are counted, without the address. */
export function guessesKey({ email, device }: Guess): string {
  return tokenHash(device ? `${email} ${device}` : email);
}
