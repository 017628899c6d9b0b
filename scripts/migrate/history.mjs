import { randomUUID } from "node:crypto";

/** Carries one sentence that says what is wrong and what to do. */
export class MigrationError extends Error {
  name = "MigrationError";
}

/** The table as Prisma 7 creates it. */
const historyTable = `CREATE TABLE "_prisma_migrations" (
    "id" VARCHAR(36) PRIMARY KEY NOT NULL,
    "checksum" VARCHAR(64) NOT NULL,
    "finished_at" TIMESTAMPTZ,
    "migration_name" VARCHAR(255) NOT NULL,
    "logs" TEXT,
    "rolled_back_at" TIMESTAMPTZ,
    "started_at" TIMESTAMPTZ NOT NULL DEFAULT now(),
    "applied_steps_count" INTEGER NOT NULL DEFAULT 0
)`;

/**
 * What has been applied to a database, judged against the files.
 *
 * @param {import("pg").Client} client
 * @param {import("./read-migrations.mjs").Migration[]} migrations
 * @returns {Promise<{ state: "empty" | "tables_without_history" | "recorded", applied: Set<string>, unknown: string[] }>}
 *   `unknown`: applied there, but not among the files
 * @throws {MigrationError} when an applied migration failed or has another checksum
 */
export async function readHistory(client, migrations) {
  const { rows: tables } = await client.query(
    `SELECT relname AS name FROM pg_class WHERE relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = current_schema()) AND relkind IN ('r', 'p')`,
  );
  const recorded = tables.some(({ name }) => name === "_prisma_migrations");
  if (!recorded)
    return { state: tables.length === 0 ? "empty" : "tables_without_history", applied: new Set(), unknown: [] };

  const { rows } = await client.query(
    `SELECT "migration_name" AS name, "checksum", "finished_at" AS "finishedAt" FROM "_prisma_migrations"
     WHERE "rolled_back_at" IS NULL ORDER BY "started_at"`,
  );
  const files = new Map(migrations.map((migration) => [migration.name, migration]));
  for (const row of rows) judgeRow(row, files.get(row.name));
  const applied = new Set(rows.map(({ name }) => name));
  if (applied.size === 0 && tables.length > 1) return { state: "tables_without_history", applied, unknown: [] };
  return { state: "recorded", applied, unknown: [...applied].filter((name) => !files.has(name)) };
}

function judgeRow(row, file) {
  if (row.finishedAt === null) {
    throw new MigrationError(
      `${row.name} failed earlier and was never finished. Repair what it left behind, then mark it: npx prisma migrate resolve --rolled-back ${row.name}`,
    );
  }
  if (file && file.checksum !== row.checksum) {
    throw new MigrationError(
      `${row.name} was changed after it had been applied to this database: restore its file and put the change into a new migration.`,
    );
  }
}

/** @param {import("pg").Client} client */
export async function createHistory(client) {
  await client.query(historyTable);
}

/**
 * @param {import("pg").Client} client
 * @param {import("./read-migrations.mjs").Migration} migration
 * @param {{ startedAt: Date, steps: 0 | 1 }} facts 0 steps: it was marked as applied without being run
 */
export async function recordMigration(client, migration, { startedAt, steps }) {
  await client.query(
    `INSERT INTO "_prisma_migrations" ("id", "checksum", "migration_name", "started_at", "finished_at", "applied_steps_count")
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [randomUUID(), migration.checksum, migration.name, startedAt, steps === 0 ? startedAt : new Date(), steps],
  );
}
