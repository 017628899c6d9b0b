import pg from "pg";
import { expect, it } from "vitest";
import { createTestDeps } from "../../tests/support/deps";
import { createUser } from "../../tests/support/factories";
import { openDatabase } from "./database";

const cut = { name: "test_cut", text: "SELECT pg_terminate_backend(pg_backend_pid())::text", values: [] };
const ask = { name: "test_ask", text: "SELECT 1 AS one", values: [] };

it("fails a statement alone where its connection is cut, and the next one works", async () => {
  const { statements } = createTestDeps();
  await expect(statements.run(cut)).rejects.toThrow();
  expect(await statements.run(ask)).toEqual([{ one: 1 }]);
});

it("fails a transaction alone where its connection is cut, and the next one works", async () => {
  const { db } = createTestDeps();
  const broken = db.$transaction(async (tx) => {
    await tx.$queryRawUnsafe(cut.text);
    await tx.$queryRawUnsafe(ask.text);
  });
  await expect(broken).rejects.toThrow();
  expect(await db.$transaction((tx) => tx.$queryRawUnsafe(ask.text))).toEqual([{ one: 1 }]);
});

it("leaves no statement waiting in Postgres behind a request that was answered", async () => {
  const { id } = await createUser(createTestDeps());
  const holder = new pg.Client({ connectionString: globalThis.testDatabaseUrl });
  await holder.connect();
  const patience = { connectMs: 5_000, statementMs: 1_000, beginMs: 5_000, transactionMs: 5_000 };
  const { db, pool } = openDatabase(globalThis.testDatabaseUrl, patience);
  try {
    await holder.query("BEGIN");
    await holder.query(`SELECT FROM "User" WHERE "id" = $1 FOR UPDATE`, [id]);
    await expect(db.user.update({ where: { id }, data: { name: "Ada" } })).rejects.toThrow();
    const waiting = await holder.query(
      `SELECT "query" FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    expect(waiting.rows).toEqual([]);
  } finally {
    await holder.end();
    await db.$disconnect();
    await pool.end();
  }
});
