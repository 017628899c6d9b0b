import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "./prisma/client";

/** Milliseconds that a request waits for a free connection, a statement's end, a transaction's begin and its end: then it is answered "busy". */
const patience = { connectMs: 2_000, statementMs: 10_000, beginMs: 5_000, transactionMs: 10_000 };

/** By this part of a statement's time Postgres has ended it itself, so that its answer arrives before we give up. */
const serverShare = 0.95;

/** One pool, asked by Prisma and, for the paths that many people take at once, directly: see `createStatements`. */
export function openDatabase(
  connectionString: string,
  { connectMs, statementMs, beginMs, transactionMs } = patience,
): { db: PrismaClient; pool: pg.Pool } {
  const pool = new pg.Pool({
    connectionString,
    max: 10,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs,
    // Giving up here alone would leave the statement waiting in Postgres, on a connection that nobody counts any more. It is set by a
    // statement, for PgBouncer turns away a connection that asks for it at its start.
    verify: (client, done) => client.query(`SET statement_timeout = ${Math.ceil(statementMs * serverShare)}`, done),
    application_name: "latchkey",
  });
  // A connection that breaks while nobody uses it is replaced by the next request; without a listener it would end the process.
  pool.on("error", () => undefined);
  const db = new PrismaClient({
    adapter: new PrismaPg(pool),
    errorFormat: "minimal",
    transactionOptions: { maxWait: beginMs, timeout: transactionMs },
  });
  return { db, pool };
}
