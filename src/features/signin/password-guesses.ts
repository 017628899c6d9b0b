import type { Db, Deps, HasherBusy } from "@/core/deps";
import type { Statement } from "@/core/statement";
import { tokenHash } from "@/core/token-hash";
import { guessesInARowMax, guessLimit, guessPause } from "./policy";

export type GuessVerdict = { ok: true; countedAt: Date } | { ok: false; retryAfterSeconds: number };

/** Whose password is guessed, and from where: strangers share one count, and each known device has its own. */
export type Guess = { email: string; device?: string | null };

/**
 * Counts one guess at the password of an address before it is evaluated, in one statement: of any number at the same instant, on any
 * number of instances, only the limit passes. Addresses without an account are counted alike. After guesses in a row each next one has
 * to wait longer; beyond the hundredth no time helps, and `retryAfterSeconds` is the longest that is ever said.
 */
export async function takeGuess(deps: Pick<Deps, "statements" | "clock">, guess: Guess): Promise<GuessVerdict> {
  const now = deps.clock.now();
  const counted = await deps.statements.run(takeGuessStatement(guess, { now, belowInARow: guessesInARowMax }));
  if (counted.length === 1) return { ok: true, countedAt: now };
  const [row] = await deps.statements.run<Counted>({ ...readStatement, values: [guessesKey(guess)] });
  return { ok: false, retryAfterSeconds: row ? secondsUntilNext(row, now) : 1 };
}

/**
 * Counts one guess and evaluates it: whether `password` is the one of `passwordHash`, as at sign-in. What the server is too busy to
 * evaluate is not counted.
 */
export async function guessPassword(
  deps: Pick<Deps, "statements" | "clock" | "hasher">,
  guess: Guess,
  { password, passwordHash }: { password: string; passwordHash: string | null },
): Promise<{ ok: true; matches: boolean } | { ok: false; reason: "limited"; retryAfterSeconds: number } | HasherBusy> {
  const counted = await takeGuess(deps, guess);
  if (!counted.ok) return { ok: false, reason: "limited", retryAfterSeconds: counted.retryAfterSeconds };
  const verified = await deps.hasher.verify(password, passwordHash);
  if (!verified.ok) await returnGuess(deps, guess, counted.countedAt);
  return verified;
}

const windowStart = `$2::timestamptz - interval '${guessLimit.windowMinutes} minutes'`;
const inWindow = `FROM unnest(g."guessedAt") t WHERE t > ${windowStart}`;

/** The pause after so many guesses in a row, in SQL and in `secondsUntilNext` alike. */
const pauseAfter = (inARow: string) => `least(${guessPause.longestMinutes},
  ${guessPause.firstMinutes} * power(2, least(${inARow} - ${guessPause.afterInARow}, 20))) * interval '1 minute'`;

/**
 * The same as a statement, for a caller who has more to do in the same trip: it answers a row where the guess was counted, with `now` as
 * its "countedAt". It is not where `belowInARow` or more have been made already; where that was known when it began, nothing is written or locked.
 */
export function takeGuessStatement(guess: Guess, { now, belowInARow }: { now: Date; belowInARow: number }): Statement {
  return { name: "latchkey_take_guess", text: takeText, values: [guessesKey(guess), now, belowInARow] };
}

const takeText = `
  INSERT INTO "PasswordGuesses" AS g ("accountKey", "guessedAt", "lastAt", "inARow")
  SELECT $1, ARRAY[$2::timestamptz], $2::timestamptz, 1
  WHERE coalesce((SELECT "inARow" FROM "PasswordGuesses" WHERE "accountKey" = $1), 0) < $3::int
  ON CONFLICT ("accountKey") DO UPDATE SET
    "guessedAt" = ARRAY(SELECT t ${inWindow} ORDER BY t) || $2::timestamptz,
    "lastAt" = $2::timestamptz,
    "inARow" = g."inARow" + 1
  WHERE (SELECT count(*) ${inWindow}) < ${guessLimit.max}
    AND g."inARow" < $3::int
    AND (g."inARow" < ${guessPause.afterInARow} OR $2::timestamptz >= g."lastAt" + ${pauseAfter(`g."inARow"`)})
  RETURNING $2::timestamptz AS "countedAt"`;

/**
 * Takes back a guess that was counted at that moment and then not evaluated, because the server was too busy: who comes during a storm
 * does not lock themselves out, and waits out no second pause. Of two in the same millisecond it takes one, and none once the count has
 * started anew. An address at which nobody has guessed otherwise leaves no row.
 */
export async function returnGuess(deps: Pick<Deps, "statements">, guess: Guess, countedAt: Date): Promise<void> {
  await deps.statements.run({
    name: "latchkey_return_guess",
    text: returnText,
    values: [guessesKey(guess), countedAt],
  });
}

const position = `array_position("guessedAt", $2::timestamptz)`;
const isThere = `"accountKey" = $1 AND "inARow" > 0 AND ${position} IS NOT NULL`;

const returnText = `
  WITH "gone" AS (DELETE FROM "PasswordGuesses" WHERE ${isThere} AND "inARow" = 1 AND "ownerToldAt" IS NULL RETURNING 1)
  UPDATE "PasswordGuesses" SET
    "guessedAt" = "guessedAt"[:${position} - 1] || "guessedAt"[${position} + 1:],
    "inARow" = "inARow" - 1,
    "lastAt" = CASE WHEN "lastAt" = $2::timestamptz THEN "lastAt" - ${pauseAfter(`("inARow" - 1)`)} ELSE "lastAt" END
  WHERE ${isThere} AND NOT EXISTS (SELECT FROM "gone")`;

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

/** The same as a statement, for a caller who has more to do in the same trip, where `condition` holds. */
export function forgetGuessesStatement(guess: Guess, condition: string): Statement {
  const text = `DELETE FROM "PasswordGuesses" WHERE "accountKey" = $1 AND ${condition}`;
  return { name: "latchkey_forget_guesses", text, values: [guessesKey(guess)] };
}

/** The name under which guesses are counted, without the address. */
export function guessesKey({ email, device }: Guess): string {
  return tokenHash(device ? `${email} ${device}` : email);
}
