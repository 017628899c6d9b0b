import { MigrationError, createHistory, recordMigration } from "./history.mjs";

/** A database's shape as one line for each column, constraint and index, without the schema's name. */
const shapeQuery = `
  SELECT c.relname || '.' || a.attname AS part,
    format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END
      || coalesce(' DEFAULT ' || pg_get_expr(d.adbin, d.adrelid), '') AS definition
  FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
  WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND c.relkind = 'r'
  UNION ALL
  SELECT c.relname || ' constraint ' || k.conname, pg_get_constraintdef(k.oid)
  FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE c.relnamespace = (SELECT oid FROM pg_namespace WHERE nspname = $1) AND k.contype IN ('p', 'u', 'f')
  UNION ALL
  SELECT tablename || ' index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = $1`;

const rehearsalSchema = "latchkey_baseline_rehearsal";

/**
 * Marks the first migration as applied on a database that stands on the starting schema without a history, after comparing every
 * column, constraint and index with what that migration would make. Extra tables and columns of the database's own are no difference.
 *
 * @param {import("pg").Client} client
 * @param {import("./read-migrations.mjs").Migration} first
 * @param {{ allowed: boolean }} options
 * @throws {MigrationError} when it is not allowed or the database differs
 */
export async function baseline(client, first, { allowed }) {
  const differences = await compareWith(client, first);
  if (differences.length > 0) {
    const shown = differences.slice(0, 5).join("; ");
    const more = differences.length > 5 ? `; and ${differences.length - 5} more` : "";
    throw new MigrationError(
      `The database has tables but no migration history, and it differs from the starting schema (${shown}${more}): use an empty database or adapt these first.`,
    );
  }
  if (!allowed) {
    throw new MigrationError(
      `The database has the starting schema but no migration history: back it up, then run npm run migrate -- --baseline, which marks ${first.name} as applied and applies the rest.`,
    );
  }
  const { rows } = await client.query(`SELECT to_regclass('"_prisma_migrations"') IS NOT NULL AS exists`);
  if (!rows[0].exists) await createHistory(client);
  await recordMigration(client, first, { startedAt: new Date(), steps: 0 });
}

/** Runs the migration in a schema of its own, in a transaction that is rolled back. */
async function compareWith(client, migration) {
  const { rows } = await client.query("SELECT current_schema() AS schema");
  const found = await readShape(client, rows[0].schema);
  await client.query("BEGIN");
  try {
    await client.query(`CREATE SCHEMA "${rehearsalSchema}"`);
    await client.query(`SET LOCAL search_path TO "${rehearsalSchema}"`);
    await client.query(migration.sql);
    const wanted = await readShape(client, rehearsalSchema);
    return [...wanted]
      .filter(([part, definition]) => found.get(part) !== definition)
      .map(([part]) => describe(part, found));
  } finally {
    await client.query("ROLLBACK");
  }
}

async function readShape(client, schema) {
  const { rows } = await client.query(shapeQuery, [schema]);
  return new Map(rows.map(({ part, definition }) => [part, definition.replaceAll(`${schema}.`, "")]));
}

function describe(part, found) {
  return found.has(part) ? `${part} is different` : `${part} is missing`;
}
