import type pg from "pg";
import { afterAll, beforeEach, inject } from "vitest";
import { openDatabase } from "@/platform/database";
import type { PrismaClient } from "@/platform/prisma/client";
import { cloneDatabase, databaseUrl } from "./database";

const template = inject("templateDatabase");
const name = `${template}_${process.env["VITEST_POOL_ID"] ?? "0"}`;

let opened: ReturnType<typeof openDatabase> | undefined;

/** A hundred at once are all to be served, on a busy machine too: the product would answer the last of them "busy". */
const patience = { connectMs: 30_000, statementMs: 60_000, beginMs: 30_000, transactionMs: 60_000 };

const open = () => (opened ??= openDatabase(databaseUrl(name), patience));

/** This worker's own database, empty at the start of each test. */
globalThis.testDatabase = () => open().db;
/** The pool that the database's client stands on. */
globalThis.testPool = () => open().pool;
globalThis.testDatabaseUrl = databaseUrl(name);

await cloneDatabase(template, name);

beforeEach(async () => {
  if (opened) await empty(opened.db);
});

afterAll(async () => {
  if (!opened) return;
  await empty(opened.db);
  await opened.db.$disconnect();
  await opened.pool.end();
});

/** Every table but the history of migrations, so that a new one is emptied without being named here. */
async function empty(database: PrismaClient): Promise<void> {
  await database.$executeRaw`
    DO $$
    BEGIN
      -- The audit log refuses to be emptied, by a trigger.
      SET LOCAL session_replication_role = replica;
      EXECUTE (
        SELECT 'TRUNCATE ' || string_agg(quote_ident(tablename), ', ')
        FROM pg_tables WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'
      );
    END $$`;
}

declare global {
  var testDatabase: () => PrismaClient;
  var testPool: () => pg.Pool;
  var testDatabaseUrl: string;
}
