import type { Deps } from "@/core/deps";
import { lockUserStatement } from "@/core/lock-user";
import { together, type Statement } from "@/core/statement";
import type { SessionOwner } from "@/features/sessions/open-session";
import { forgetGuessesStatement } from "./password-guesses";

/** Whose password was found to be right and as which hash, and the name of the device if it is known. */
export type Proven = { userId: string; email: string; passwordHash: string; device: string | null };

/** What is written for who comes in, each step under `whereProven`, and what is answered once it is there. */
export type Entry<Entered> = {
  /** Of the whole statement: one name for the same steps. */
  name: string;
  steps: readonly Statement[];
  entered: (user: SessionOwner) => Entered;
};

export type Entrance<Entered> =
  | ({ ok: true } & Entered)
  /** A suspended account is not told from one with another password. */
  | { ok: false; reason: "unverified" | "invalid_credentials" }
  /** The password is another one by now, or the address somebody else's. */
  | "hash_changed";

type Locked = SessionOwner & { suspendedAt: Date | null; isSame: boolean; isIn: boolean };

const locked = `"latchkey_lock_user_by_email"`;
const isSame = `"id" = $1 AND "password" = $2`;

/** Holds in the same statement where the row, once it was locked, was still what the password was compared with, and may come in. */
export const whereProven = `EXISTS (SELECT FROM "latchkey_proven")`;

/**
 * Lets in who gave the right password: locks the row, compares it again, forgets the guesses and runs the steps of `entry`, all in one
 * statement. Of it and a reset, a suspension or another sign-in at the same moment, one sees what the other did.
 */
export async function enter<Entered extends object>(
  deps: Pick<Deps, "statements">,
  proven: Proven,
  { name, steps, entered }: Entry<Entered>,
): Promise<Entrance<Entered>> {
  const { userId, email, passwordHash } = proven;
  const values = [userId, passwordHash];
  const compare: Statement = {
    name: "latchkey_proven",
    text: `SELECT FROM ${locked} WHERE ${isSame} AND "isVerified" AND "suspendedAt" IS NULL`,
    values,
  };
  const answer: Statement = {
    name: "latchkey_entered",
    text: `SELECT "id", "name", "email", "role", "suspendedAt", ${isSame} AS "isSame", ${whereProven} AS "isIn" FROM ${locked}`,
    values,
  };
  const forget = forgetGuessesStatement(proven, whereProven);
  const [user] = await deps.statements.run<Locked>(
    together(name, [lockUserStatement(email), compare, forget, ...steps, answer]),
  );
  if (user?.isIn) return { ok: true, ...entered(user) };
  if (!user?.isSame) return "hash_changed";
  // Whoever signed up with somebody else's address last knows this password; it forgives no guesses at codes for that address.
  return { ok: false, reason: user.suspendedAt === null ? "unverified" : "invalid_credentials" };
}
