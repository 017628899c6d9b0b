import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "./prisma/client";

/** A request waits this long for a free connection, and no longer: then it is answered "busy". */
const connectMs = 2_000;
const statementMs = 10_000;

/** One pool, asked by Prisma and, for the paths that many people take at once, directly: see `createStatements`. */
export function openDatabase(connectionString: string): { db: PrismaClient; pool: pg.Pool } {
  const pool = new pg.Pool({
    connectionString,
    max: 10,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs,
    application_name: "latchkey",
  });
  // A connection that breaks while nobody uses it is replaced by the next request; without a listener it would end the process.
  pool.on("error", () => undefined);
  const db = new PrismaClient({
    adapter: new PrismaPg(pool),
    errorFormat: "minimal",
    transactionOptions: { maxWait: 5_000, timeout: 10_000 },
  });
  return { db, pool };
}
