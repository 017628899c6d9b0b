import { MigrationError, readHistory } from "../../migrate/history.mjs";
import { readMigrations } from "../../migrate/read-migrations.mjs";
import { isLoopback, type Context } from "../context";
import type { DoctorDatabase } from "../database";
import { fault, good, orGood, skipped, warning, type Finding } from "../finding";
import type { CheckId } from "../catalogue";

const oldestPostgres = 13;

/** Looks only where the database answers, so that one that is away is one fault. */
export async function onDatabase(
  context: Context,
  id: CheckId,
  look: (database: DoctorDatabase) => Promise<Finding[]>,
): Promise<Finding[]> {
  const { database } = context;
  if (database === null) return [skipped(id, withoutDatabase(context))];
  if ((await database.fault()) !== null) return [skipped(id, "the database does not answer")];
  return await look(database);
}

function withoutDatabase({ mode }: Context): string {
  return mode === "local" ? "npm start brings its own database" : "DATABASE_URL names no database";
}

export async function checkDatabase(context: Context): Promise<Finding[]> {
  const { database } = context;
  if (database === null) return [skipped("database", withoutDatabase(context))];
  const away = await database.fault();
  if (away) return [fault({ id: `database.${away.code}`, sentence: away.sentence, remedy: away.remedy })];
  const [facts] = await database.query<{ version: string; encoding: string }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_encoding') AS encoding`,
  );
  const { version = "", encoding = "" } = facts ?? {};
  const found: Finding[] = [];
  if (Number.parseInt(version) < oldestPostgres) {
    const sentence = `Postgres ${version} is older than ${oldestPostgres}`;
    found.push(fault({ id: "database.version", sentence, remedy: "Move to a Postgres that is still mended." }));
  }
  if (encoding !== "UTF8") {
    const sentence = `the database keeps text as ${encoding}, which lacks letters of names`;
    found.push(
      fault({ id: "database.encoding", sentence, remedy: "Make it anew: CREATE DATABASE … ENCODING 'UTF8'." }),
    );
  }
  return orGood(found, "database", `Postgres ${version.split(" ")[0] ?? ""} answers`);
}

export function checkDatabaseTls(context: Context): Promise<Finding[]> {
  return onDatabase(context, "database-tls", async (database) => {
    const [row] = await database.query<{ ssl: boolean }>("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()");
    return judgeTls(database.url, row?.ssl ?? false);
  });
}

export function judgeTls(url: string, isEncrypted: boolean): Finding[] {
  const { hostname, searchParams } = new URL(url);
  if (isLoopback(url) || searchParams.get("host")?.startsWith("/"))
    return [good("database-tls", "not needed, it is on this machine")];
  if (!isEncrypted) {
    const sentence = `the connection to ${hostname} is not encrypted: whoever is on the way reads every row`;
    const problem = { id: "database-tls.plain", sentence, remedy: "Add sslmode=verify-full to DATABASE_URL." } as const;
    return [isPrivateHost(hostname) ? warning(problem) : fault(problem)];
  }
  if (searchParams.get("sslmode") === "no-verify") {
    const sentence = `the certificate of ${hostname} is not checked: whoever is on the way can play the database`;
    return [warning({ id: "database-tls.unchecked", sentence, remedy: "Say sslmode=verify-full, with sslrootcert." })];
  }
  return [good("database-tls", "encrypted, and the certificate is checked")];
}

/** In a network of one's own, as between containers. */
export function isPrivateHost(hostname: string): boolean {
  return /^(10|192\.168|172\.(1[6-9]|2\d|3[01]))\.|^\[f[cd]|^[^.:]+$|\.(internal|local)$/.test(hostname);
}

export function checkMigrations(context: Context): Promise<Finding[]> {
  return onDatabase(context, "migrations", async (database) => {
    const migrations = await readMigrations(new URL("prisma/migrations/", `file://${context.root}/`));
    try {
      const history = await database.withClient((client) => readHistory(client, migrations));
      return judgeHistory(
        history,
        migrations.map(({ name }) => name),
      );
    } catch (error) {
      if (!(error instanceof MigrationError)) throw error;
      return [brokenMigration(error.message)];
    }
  });
}

/** The step's own sentence: what is wrong, then what to do. */
function brokenMigration(message: string): Finding {
  const [, sentence = message, remedy = ""] = /^(.*?)(?:\. |: )(.*)$/s.exec(message) ?? [];
  const id = message.includes("failed earlier") ? "migrations.failed" : "migrations.altered";
  return fault({ id, sentence, remedy: remedy.charAt(0).toUpperCase() + remedy.slice(1) });
}

type History = { state: string; applied: Set<string>; unknown: string[] };

function judgeHistory({ state, applied, unknown }: History, names: readonly string[]): Finding[] {
  if (state === "empty")
    return [fault({ id: "migrations.empty", sentence: "the database is empty", remedy: "npm run migrate" })];
  if (state === "tables_without_history") {
    const sentence = "the database has tables, but no history of migrations";
    return [fault({ id: "migrations.foreign", sentence, remedy: "npm run migrate -- --baseline, after a backup" })];
  }
  const pending = names.filter((name) => !applied.has(name));
  if (pending.length > 0) {
    const sentence = `not applied yet: ${pending.join(", ")}`;
    return [fault({ id: "migrations.pending", sentence, remedy: "npm run migrate" })];
  }
  if (unknown.length > 0) {
    const sentence = `the database is ahead of this version: ${unknown.join(", ")}`;
    return [
      warning({ id: "migrations.ahead", sentence, remedy: "Deploy the newer version, unless this is a roll-back." }),
    ];
  }
  return [good("migrations", `all ${names.length} applied`)];
}

export function checkPrivileges(context: Context): Promise<Finding[]> {
  return onDatabase(context, "privileges", async (database) => {
    const closed = await closedTables(database);
    const [user] = await database.query<{ name: string; isSuper: boolean }>(
      `SELECT rolname AS name, rolsuper AS "isSuper" FROM pg_roles WHERE rolname = current_user`,
    );
    const name = user?.name ?? "";
    if (closed.length > 0) {
      const sentence = `${name} may not use ${closed.join(", ")} as the app does`;
      const remedy = `npm run migrate -- --grant=${name}, as the owner of the tables`;
      return [fault({ id: "privileges.missing", sentence, remedy })];
    }
    if (user?.isSuper && context.mode === "production") {
      const sentence = `${name} is a superuser: a hole in the app would be one in the whole server`;
      const remedy = "Give the app a user of its own, who owns this database alone.";
      return [warning({ id: "privileges.superuser", sentence, remedy })];
    }
    return [good("privileges", `${name} may do what the app does`)];
  });
}

/** Tables that the app's user cannot use as it must: the audit log needs to be appended to and read, and no more. */
async function closedTables(database: DoctorDatabase): Promise<string[]> {
  const rows = await database.query<{ name: string }>(
    `SELECT c.relname AS name FROM pg_class c
     CROSS JOIN LATERAL unnest(CASE c.relname WHEN 'AuditEvent' THEN '{SELECT,INSERT}'::text[]
       WHEN 'AuditSeal' THEN '{SELECT}' WHEN 'AuditTally' THEN '{SELECT}' ELSE '{SELECT,INSERT,UPDATE,DELETE}' END) AS needed
     WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema())
       AND c.relkind IN ('r', 'p') AND c.relname <> '_prisma_migrations' AND NOT has_table_privilege(c.oid, needed)
     GROUP BY 1 ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}
