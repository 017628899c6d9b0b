import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "./prisma/client";

/** A request waits this long for a free connection, and no longer: then it is answered "busy". */
const connectMs = 2_000;
const statementMs = 10_000;

export function openDatabase(connectionString: string): PrismaClient {
  const adapter = new PrismaPg({
    connectionString,
    max: 10,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs,
    application_name: "latchkey",
  });
  return new PrismaClient({
    adapter,
    errorFormat: "minimal",
    transactionOptions: { maxWait: 5_000, timeout: 10_000 },
  });
}
