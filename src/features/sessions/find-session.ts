import type { Deps } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import type { Role } from "@/platform/prisma/enums";

export type LiveSession = {
  sessionId: string;
  expiresAt: Date;
  provenAt: Date | null;
  user: { id: string; name: string; email: string; role: Role };
};

type Row = {
  sessionId: string;
  expiresAt: Date;
  provenAt: Date | null;
  id: string;
  name: string;
  email: string;
  role: Role;
};

/** The session of a secret and its owner as they are now, by one statement; null when it ended, expired or never was. */
export async function findSession(deps: Pick<Deps, "db" | "clock">, secret: string): Promise<LiveSession | null> {
  const rows = await deps.db.$queryRaw<Row[]>`
    SELECT s."id" AS "sessionId", s."expires" AS "expiresAt", s."provenAt", u."id", u."name", u."email", u."role"::text AS "role"
    FROM "Session" s JOIN "User" u ON u."id" = s."userId"
    WHERE s."sessionToken" = ${tokenHash(secret)} AND u."isVerified"`;
  const row = rows[0];
  if (!row || row.expiresAt <= deps.clock.now()) return null;
  const { sessionId, expiresAt, provenAt, ...user } = row;
  return { sessionId, expiresAt, provenAt, user };
}
