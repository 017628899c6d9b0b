import type { Deps } from "@/core/deps";
import { together, type Statement } from "@/core/statement";
import { guessesKey, takeGuessStatement } from "./password-guesses";

export type Account = {
  id: string | null;
  passwordHash: string | null;
  isVerified: boolean | null;
  strangersInARow: number;
  /** When a guess was counted with the reading; null where none was. */
  countedAt: Date | null;
};

/**
 * One row whether or not there is an account, with the guesses that strangers have made at the address. Where these are fewer than
 * `countsBelow`, the one that is about to be made is counted in the same trip, unless it may not be made now.
 */
export async function readAccount(
  deps: Pick<Deps, "statements" | "clock">,
  email: string,
  { countsBelow }: { countsBelow: number },
): Promise<Account> {
  const take = takeGuessStatement({ email }, { now: deps.clock.now(), belowInARow: countsBelow });
  const read: Statement = {
    name: "latchkey_read_account",
    text: `SELECT u."id", u."password" AS "passwordHash", u."isVerified", coalesce(g."inARow", 0) AS "strangersInARow",
        (SELECT "countedAt" FROM "${take.name}") AS "countedAt"
      FROM (SELECT $1::text AS "email", $2::text AS "key") asked
      LEFT JOIN "User" u ON u."email" = asked."email" LEFT JOIN "PasswordGuesses" g ON g."accountKey" = asked."key"`,
    values: [email, guessesKey({ email })],
  };
  const [account] = await deps.statements.run<Account>(together("latchkey_signin_account", [take, read]));
  if (!account) throw new Error("The account was not read.");
  return account;
}
