import { randomBytes } from "node:crypto";
import pg from "pg";
import { migrate } from "../../scripts/migrate.mjs";

/** The server that `npm test` found or started; databases may be made and dropped on it. */
export function adminUrl(): string {
  const url = process.env["TEST_DATABASE_URL"];
  if (!url) throw new Error("TEST_DATABASE_URL is not set: run the tests by `npm test`.");
  return url;
}

export function databaseUrl(name: string): string {
  const url = new URL(adminUrl());
  url.pathname = `/${name}`;
  return url.href;
}

export async function asAdmin<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: adminUrl() });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes a migrated database to clone from; the clones of a run share its name as their prefix. */
export async function createTemplateDatabase(): Promise<string> {
  const name = `latchkey_test_${randomBytes(4).toString("hex")}`;
  await asAdmin((client) => client.query(`CREATE DATABASE "${name}"`));
  await migrate({ connectionString: databaseUrl(name) });
  return name;
}

export async function cloneDatabase(template: string, clone: string): Promise<void> {
  await asAdmin(async (client) => {
    const known = await client.query("SELECT 1 FROM pg_database WHERE datname = $1", [clone]);
    if (known.rowCount === 0) await client.query(`CREATE DATABASE "${clone}" TEMPLATE "${template}"`);
  });
}

export async function dropDatabasesOf(template: string): Promise<void> {
  await asAdmin(async (client) => {
    const { rows } = await client.query<{ datname: string }>(
      "SELECT datname FROM pg_database WHERE starts_with(datname, $1)",
      [template],
    );
    for (const { datname } of rows) await client.query(`DROP DATABASE IF EXISTS "${datname}" WITH (FORCE)`);
  });
}
