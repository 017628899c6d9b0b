import { randomBytes, randomUUID } from "node:crypto";
import { hash as argon2 } from "@node-rs/argon2";
import pg from "pg";
import { inject } from "vitest";
import { asAdmin, cloneDatabase, databaseUrl } from "./database";

export type AppDatabase = {
  url: string;
  query: <Row>(text: string, values?: unknown[]) => Promise<Row[]>;
  /** What every table of accounts holds, as text: equal before and after means that nothing changed. */
  snapshot: () => Promise<string>;
  /** Refuses every connection from now on and cuts those that are open, as an outage would; `false` ends it. */
  setAway: (away: boolean) => Promise<void>;
  drop: () => Promise<void>;
};

const accounts = ["User", "Session", "RefreshToken", "Account", "OneTimeToken", "PasswordGuesses"];
const tables = [...accounts, "Profile", "Post", "WorkingCopy"];
/** How far a mail has come, and when a session was last seen, is no change that a request made. */
const mails = `SELECT string_agg(concat_ws(',', id, kind, recipient), E'\\n' ORDER BY id) FROM "OutboxMail"`;

/** Makes a database of its own with every migration, on the server of TEST_DATABASE_URL. */
export async function createAppDatabase(): Promise<AppDatabase> {
  const template = inject("templateDatabase");
  const name = `${template}_${randomBytes(6).toString("hex")}`;
  await cloneDatabase(template, name);
  const url = databaseUrl(name);
  const pool = new pg.Pool({ connectionString: url, max: 3 });
  // An outage that a test makes ends our idle connections as well.
  pool.on("error", () => undefined);
  const query = async <Row>(text: string, values: unknown[] = []) => (await pool.query(text, values)).rows as Row[];
  return {
    url,
    query,
    snapshot: async () => {
      const parts = tables.map((table) => {
        const row = `(to_jsonb(t) - 'lastSeenAt')::text`;
        const rows = `SELECT string_agg(${row}, E'\\n' ORDER BY ${row}) FROM "${table}" t`;
        return `'${table}', (${rows})`;
      });
      const [row] = await query<{ all: unknown }>(
        `SELECT json_build_object(${parts.join(", ")}, 'OutboxMail', (${mails})) AS all`,
      );
      return JSON.stringify(row?.all);
    },
    setAway: async (away) => {
      await asAdmin(async (client) => {
        await client.query(`ALTER DATABASE "${name}" ALLOW_CONNECTIONS ${away ? "false" : "true"}`);
        if (!away) return;
        await client.query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", [name]);
      });
    },
    drop: async () => {
      await pool.end();
      await asAdmin((client) => client.query(`DROP DATABASE IF EXISTS "${name}" WITH (FORCE)`));
    },
  };
}

export const knownPassword = "seven quiet lanterns on the pier";
let knownHash: Promise<string> | undefined;

/** The hash of `knownPassword`, with the cost that the app uses, so that no sign-in has to renew it. */
function hashOfKnownPassword(): Promise<string> {
  knownHash ??= argon2(knownPassword, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
  return knownHash;
}

/** What `seedUser` calls everybody. */
export const seededName = "Seeded Person";

export type SeededUser = { id: string; email: string; password: string };

/** Puts a person with `knownPassword`, or whatever a hash from elsewhere is of, straight into the database. */
export async function seedUser(
  database: AppDatabase,
  {
    email = `${randomBytes(6).toString("hex")}@example.com`,
    isVerified = true,
    withPassword = true,
    passwordHash = "",
  } = {},
): Promise<SeededUser> {
  const id = randomUUID();
  const hash = passwordHash || (await hashOfKnownPassword());
  await database.query(
    `INSERT INTO "User" ("id", "name", "email", "password", "isVerified", "updatedAt") VALUES ($1, $2, $3, $4, $5, now())`,
    [id, seededName, email, withPassword ? hash : null, isVerified],
  );
  return { id, email, password: knownPassword };
}
