import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { migrate } from "../scripts/migrate.mjs";
import { openSchemaEngine } from "../scripts/schema-engine/open-schema-engine.mjs";
import { createEmptyDatabase, createStartingDatabase, type StartingDatabase } from "./support/starting-database";

const projectDir = path.resolve(import.meta.dirname, "..");
const noFilters = { externalTables: [], externalEnums: [] };

let database: StartingDatabase;
let folder: string;
beforeEach(async () => {
  database = await createEmptyDatabase();
  folder = await mkdtemp(path.join(tmpdir(), "latchkey-migrations-"));
  await cp(path.join(projectDir, "prisma/migrations"), folder, { recursive: true });
});
afterEach(async () => {
  await database.drop();
  await rm(folder, { recursive: true });
});

function run(): Promise<{ applied: string[] }> {
  return migrate({ connectionString: database.url, migrationsDir: pathToFileURL(`${folder}/`) });
}

async function names(): Promise<string[]> {
  return (await readdir(folder)).filter((name) => /^\d/.test(name)).sort();
}

async function readSchema(): Promise<{ path: string; content: string }[]> {
  const dir = path.join(projectDir, "prisma/schema");
  const files = (await readdir(dir)).map((name) => path.join(dir, name));
  return await Promise.all(files.map(async (file) => ({ path: file, content: await readFile(file, "utf8") })));
}

/** The folder as Prisma's own engine takes it. */
async function migrationList() {
  const directories = (await names()).map(async (name) => ({
    path: name,
    migrationFile: {
      path: "migration.sql",
      content: { tag: "ok" as const, value: await readFile(path.join(folder, name, "migration.sql"), "utf8") },
    },
  }));
  return {
    baseDir: folder,
    lockfile: { path: "migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(directories),
  };
}

describe("migrate", () => {
  it("makes exactly the tables of prisma/schema", async () => {
    await run();
    const files = await readSchema();
    const engine = await openSchemaEngine({ connectionString: database.url });
    const drift = await engine.diff({
      from: { tag: "schemaDatasource", files, configDir: projectDir },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: true,
      filters: noFilters,
    });
    engine.free();
    expect(drift.stdout).toContain("This is an empty migration");
    expect(drift.exitCode).toBe(0);
  });

  it("leaves a history that Prisma's own engine finds complete and unaltered", async () => {
    expect(await run()).toEqual({ applied: await names() });
    const engine = await openSchemaEngine({ connectionString: database.url });
    const found = await engine.diagnoseMigrationHistory({
      migrationsList: await migrationList(),
      optInToShadowDatabase: false,
      filters: noFilters,
    });
    engine.free();
    expect(found).toEqual({
      editedMigrationNames: [],
      failedMigrationNames: [],
      hasMigrationsTable: true,
      history: null,
    });
  });

  it("applies nothing the second time", async () => {
    await run();
    expect(await run()).toEqual({ applied: [] });
  });

  it("applies each migration once when ten instances start at the same moment", async () => {
    const runs = await Promise.all(Array.from({ length: 10 }, run));
    expect(runs.flatMap(({ applied }) => applied).sort()).toEqual(await names());
  });

  it("leaves a migration that fails halfway wholly undone, and applies it once it is right", async () => {
    await run();
    const before = await database.dump();
    const bad = path.join(folder, "20990101000000_bad");
    await cp(path.join(folder, (await names())[0] ?? ""), bad, { recursive: true });
    await writeFile(path.join(bad, "migration.sql"), 'CREATE TABLE "Half" ("id" TEXT); SELECT 1/0;');
    await expect(run()).rejects.toThrow("20990101000000_bad failed and has been rolled back. division by zero");
    expect(await database.dump()).toBe(before);
    await writeFile(path.join(bad, "migration.sql"), 'CREATE TABLE "Half" ("id" TEXT);');
    expect(await run()).toEqual({ applied: ["20990101000000_bad"] });
  });

  it("refuses to go on when the file of an applied migration was changed", async () => {
    await run();
    const [first = ""] = await names();
    await writeFile(path.join(folder, first, "migration.sql"), "-- changed\n");
    await expect(run()).rejects.toThrow(`${first} was changed after it had been applied`);
  });

  it("refuses to go on after a migration that Prisma recorded as failed, and says how to mark it", async () => {
    await run();
    const last = (await names()).at(-1) ?? "";
    await database.client.query('UPDATE "_prisma_migrations" SET "finished_at" = NULL WHERE "migration_name" = $1', [
      last,
    ]);
    await expect(run()).rejects.toThrow(`prisma migrate resolve --rolled-back ${last}`);
  });

  it("names the host, and no password, when the database does not answer", async () => {
    const refusal = await migrate({ connectionString: "postgresql://u:hidden@127.0.0.1:1/x" }).catch(String);
    expect(refusal).toContain("The database at 127.0.0.1:1 cannot be opened (ECONNREFUSED)");
    expect(refusal).not.toContain("hidden");
  });
});

describe("migrate on tables without a history", () => {
  it("offers the baseline on the starting schema and changes nothing by itself", async () => {
    const starting = await createStartingDatabase();
    await expect(migrate({ connectionString: starting.url })).rejects.toThrow("npm run migrate -- --baseline");
    const { rows } = await starting.client.query(`SELECT to_regclass('"_prisma_migrations"') AS history`);
    await starting.drop();
    expect(rows).toEqual([{ history: null }]);
  });

  it("refuses the baseline, naming what differs, where a table is not that of the starting schema", async () => {
    const starting = await createStartingDatabase();
    await starting.client.query('ALTER TABLE "Post" DROP COLUMN "readTime", ALTER COLUMN "title" TYPE VARCHAR(10)');
    const refusal = await migrate({ connectionString: starting.url, allowBaseline: true }).catch(String);
    await starting.drop();
    expect(refusal).toContain("Post.readTime is missing");
    expect(refusal).toContain("Post.title is different");
  });

  it("takes the baseline where the app has tables and columns of its own besides", async () => {
    const starting = await createStartingDatabase();
    await starting.client.query('ALTER TABLE "User" ADD COLUMN "nickname" TEXT; CREATE TABLE "Order" ("id" TEXT)');
    const { applied } = await migrate({ connectionString: starting.url, allowBaseline: true });
    await starting.drop();
    expect(applied).toEqual((await names()).slice(1));
  });
});
