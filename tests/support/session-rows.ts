import { createHash, randomBytes, randomUUID } from "node:crypto";
import type { AppDatabase } from "./app-database";

type SessionFields = {
  kind?: "BROWSER" | "APP" | "TOKEN";
  label?: string;
  place?: string | null;
  /** Ago. */
  createdHours?: number;
  /** Ago; null for a session that was not used since it began. */
  seenHours?: number | null;
  /** From now on. */
  expiresHours?: number;
  scopes?: string[];
  hint?: string | null;
};

/** Puts a session straight into the database, as if it had been opened by somebody else; answers its id. */
export async function seedSession(database: AppDatabase, userId: string, fields: SessionFields = {}): Promise<string> {
  const { kind = "BROWSER", label = "Firefox on Windows", place = "198.51.100.x", hint = null } = fields;
  const { createdHours = 30, seenHours = 3, expiresHours = 100, scopes = [] } = fields;
  const id = randomUUID();
  const sessionToken = createHash("sha256").update(randomBytes(32)).digest("hex");
  await database.query(
    `INSERT INTO "Session" ("id", "userId", "sessionToken", "kind", "label", "place", "scopes", "hint", "createdAt", "lastSeenAt", "expires")
     VALUES ($1, $2, $3, $4::"SessionKind", $5, $6, $7, $8,
       (now() AT TIME ZONE 'UTC') - make_interval(hours => $9), now() - make_interval(hours => $10),
       (now() AT TIME ZONE 'UTC') + make_interval(hours => $11))`,
    [id, userId, sessionToken, kind, label, place, scopes, hint, createdHours, seenHours, expiresHours],
  );
  return id;
}

/** What lives of this person's, by the names they know it by, the oldest first. */
export async function labelsOf(database: AppDatabase, userId: string, kind: "BROWSER" | "APP" | "TOKEN") {
  const rows = await database.query<{ label: string }>(
    `SELECT "label" FROM "Session" WHERE "userId" = $1 AND "kind" = $2::"SessionKind" ORDER BY "createdAt"`,
    [userId, kind],
  );
  return rows.map(({ label }) => label);
}
