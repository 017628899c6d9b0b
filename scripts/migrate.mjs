#!/usr/bin/env node
/* Applies the migrations of prisma/migrations to DATABASE_URL: `npm run migrate`. With --grant=<role> it gives that role what the app needs. Needs neither the Prisma CLI nor its engine. */
import { existsSync, realpathSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import pg from "pg";
import { baseline } from "./migrate/baseline.mjs";
import { grantRuntime } from "./migrate/grant.mjs";
import { MigrationError, createHistory, readHistory, recordMigration } from "./migrate/history.mjs";
import { readMigrations } from "./migrate/read-migrations.mjs";

/** The key of Prisma's own lock, so that this step and `prisma migrate` never run at once. */
const advisoryLock = 72707369;
const otherMigrationWait = "60s";

/** While a migration waits for a table, everybody behind it waits too: rather give up soon and leave all as it was. */
const tableLockWait = "10s";

/**
 * Brings a database up to date, or leaves it as it was. Each migration is one transaction together with its row in Prisma's history,
 * so that `prisma migrate status` and this step agree.
 *
 * @param {{ connectionString: string, log?: (line: string) => void, allowBaseline?: boolean, migrationsDir?: URL, grantTo?: string }} options
 *   `grantTo` is a role that gets, afterwards, exactly what the running app needs
 * @returns {Promise<{ applied: string[] }>} the names of the migrations that were applied now
 * @throws {MigrationError} with one sentence for the person who runs it
 */
export async function migrate({ connectionString, log = () => {}, allowBaseline = false, migrationsDir, grantTo }) {
  const migrations = await readMigrations(migrationsDir);
  const client = new pg.Client({ connectionString, application_name: "latchkey-migrate" });
  client.on("notice", (notice) => log(notice.message ?? ""));
  await connect(client);
  try {
    await takeLock(client);
    await client.query(`SET lock_timeout = '${tableLockWait}'`);
    const applied = await applyPending(client, migrations, { log, allowBaseline });
    if (grantTo !== undefined) await grantRuntime(client, grantTo);
    // The embedded database has one session for everybody: leave it as it was found.
    await client.query("RESET lock_timeout");
    await client.query("SELECT pg_advisory_unlock($1)", [advisoryLock]);
    return { applied };
  } finally {
    await client.end();
  }
}

async function connect(client) {
  try {
    await client.connect();
  } catch (error) {
    const reason = error.code ?? error.errors?.[0]?.code ?? error.message;
    throw new MigrationError(`The database at ${client.host}:${client.port} cannot be opened (${reason}).`);
  }
}

async function takeLock(client) {
  try {
    await client.query(`SET lock_timeout = '${otherMigrationWait}'`);
    await client.query("SELECT pg_advisory_lock($1)", [advisoryLock]);
  } catch (error) {
    if (error.code !== "55P03") throw error;
    throw new MigrationError("Another migration is still running on this database: try again when it has finished.");
  }
}

async function applyPending(client, migrations, { log, allowBaseline }) {
  let history = await readHistory(client, migrations);
  if (history.state === "tables_without_history") {
    await baseline(client, migrations[0], { allowed: allowBaseline });
    log(`marked as applied: ${migrations[0].name}`);
    history = await readHistory(client, migrations);
  } else if (history.state === "empty") {
    await createHistory(client);
  }
  for (const name of history.unknown) log(`the database is ahead: it has ${name}, which this version does not know`);
  const applied = [];
  for (const migration of migrations.filter(({ name }) => !history.applied.has(name))) {
    await applyOne(client, migration);
    log(`applied ${migration.name}`);
    applied.push(migration.name);
  }
  return applied;
}

async function applyOne(client, migration) {
  const startedAt = new Date();
  await client.query("BEGIN");
  try {
    await client.query(migration.sql);
    await recordMigration(client, migration, { startedAt, steps: 1 });
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK");
    if (error.code === "55P03") {
      const sentence = `${migration.name} waited ${tableLockWait} for a table that is in use; nothing has been changed, try again.`;
      throw new MigrationError(sentence);
    }
    throw new MigrationError(`${migration.name} failed and has been rolled back. ${error.message}`, { cause: error });
  }
}

async function main() {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const connectionString = process.env["DATABASE_URL"];
  if (!connectionString) throw new MigrationError("DATABASE_URL is not set: migrate needs the database to work on.");
  const { baseline: allowBaseline, grant: grantTo } = readOptions();
  const { applied } = await migrate({ connectionString, log: (line) => console.log(line), allowBaseline, grantTo });
  console.log(
    applied.length === 0
      ? "The database is up to date."
      : `The database is up to date now (${applied.length} applied).`,
  );
  if (grantTo !== undefined) console.log(`${grantTo} may do what the app does, and no more.`);
}

function readOptions() {
  try {
    return parseArgs({ options: { baseline: { type: "boolean", default: false }, grant: { type: "string" } } }).values;
  } catch (error) {
    throw new MigrationError(`${error.message}. There are --baseline and --grant=<role>.`);
  }
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof MigrationError ? error.message : error);
    process.exitCode = 1;
  }
}
