import type { Role } from "@/platform/prisma/enums";
import type { Transaction } from "./deps";
import { runIn, type Statement } from "./statement";

export type LockedUser = {
  name: string;
  id: string;
  email: string;
  role: Role;
  password: string | null;
  isVerified: boolean;
  suspendedAt: Date | null;
};

const columns = `"id", "name", "email", "role"::text AS "role", "password", "isVerified", "suspendedAt"`;

/**
 * Reads a user and holds the row until the transaction ends. Whatever decides over a password, a verification or a session takes
 * this lock first, so that of a sign-in and a reset at the same moment one sees the other.
 */
export async function lockUserByEmail(tx: Transaction, email: string): Promise<LockedUser | null> {
  const rows = await runIn(tx)<LockedUser>(lockUserStatement(email));
  return rows[0] ?? null;
}

/**
 * Nobody is kept waiting for a lock longer than this. It is well below what this process waits for an answer: a statement that nobody
 * waits for any more would else take effect once the lock is free.
 */
const patience = `set_config('lock_timeout', '3s', true) IS NOT NULL`;

/** The same as a statement, for a caller who has more to do in the same trip. Fails where the lock is not free within three seconds. */
export function lockUserStatement(email: string): Statement {
  const text = `SELECT ${columns} FROM "User" WHERE "email" = $1 AND ${patience} FOR NO KEY UPDATE`;
  return { name: "latchkey_lock_user_by_email", text, values: [email] };
}

/** The same by id. */
export async function lockUserById(tx: Transaction, id: string): Promise<LockedUser | null> {
  const text = `SELECT ${columns} FROM "User" WHERE "id" = $1 FOR NO KEY UPDATE`;
  const rows = await runIn(tx)<LockedUser>({ name: "latchkey_lock_user_by_id", text, values: [id] });
  return rows[0] ?? null;
}
