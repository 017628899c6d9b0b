import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import pg from "pg";
import { asAdmin, databaseUrl } from "./database";

const startingSchema = new URL("../../prisma/migrations/20260105090000_starting_schema/migration.sql", import.meta.url);

export type StartingDatabase = {
  url: string;
  client: pg.Client;
  /** Every column and every row of the app's tables, as text: equal before and after means that nothing changed. */
  dump: () => Promise<string>;
  drop: () => Promise<void>;
};

/** A database as an app of the starting design left it: its tables, and no history of migrations. */
export async function createStartingDatabase(): Promise<StartingDatabase> {
  const empty = await createEmptyDatabase();
  await empty.client.query(await readFile(startingSchema, "utf8"));
  return empty;
}

export async function createEmptyDatabase(): Promise<StartingDatabase> {
  const name = `latchkey_upgrade_${randomBytes(6).toString("hex")}`;
  await asAdmin((admin) => admin.query(`CREATE DATABASE "${name}"`));
  const client = new pg.Client({ connectionString: databaseUrl(name) });
  await client.connect();
  return {
    url: databaseUrl(name),
    client,
    dump: () => dump(client),
    drop: async () => {
      await client.end();
      await asAdmin((admin) => admin.query(`DROP DATABASE "${name}" WITH (FORCE)`));
    },
  };
}

async function dump(client: pg.Client): Promise<string> {
  const { rows: columns } = await client.query<{ table_name: string; column_name: string; data_type: string }>(
    `SELECT table_name, column_name, data_type, is_nullable FROM information_schema.columns
     WHERE table_schema = 'public' AND table_name <> '_prisma_migrations' ORDER BY table_name, ordinal_position`,
  );
  const contents: unknown[] = [columns];
  for (const table of new Set(columns.map((column) => column.table_name))) {
    const { rows } = await client.query(`SELECT t::text AS row FROM "${table}" t ORDER BY t::text`);
    contents.push([table, rows]);
  }
  return JSON.stringify(contents);
}
