import type { Role } from "@/platform/prisma/enums";
import type { Transaction } from "./deps";

export type LockedUser = {
  name: string;
  id: string;
  email: string;
  role: Role;
  password: string | null;
  isVerified: boolean;
  suspendedAt: Date | null;
};

/**
 * Reads a user and holds the row until the transaction ends. Whatever decides over a password, a verification or a session takes
 * this lock first, so that of a sign-in and a reset at the same moment one sees the other.
 */
export async function lockUserByEmail(tx: Transaction, email: string): Promise<LockedUser | null> {
  const rows = await tx.$queryRaw<LockedUser[]>`
    SELECT "id", "name", "email", "role"::text AS "role", "password", "isVerified", "suspendedAt" FROM "User" WHERE "email" = ${email} FOR NO KEY UPDATE`;
  return rows[0] ?? null;
}

/** The same by id. */
export async function lockUserById(tx: Transaction, id: string): Promise<LockedUser | null> {
  const rows = await tx.$queryRaw<LockedUser[]>`
    SELECT "id", "name", "email", "role"::text AS "role", "password", "isVerified", "suspendedAt" FROM "User" WHERE "id" = ${id} FOR NO KEY UPDATE`;
  return rows[0] ?? null;
}
