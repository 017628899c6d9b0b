import { afterAll, beforeEach, inject } from "vitest";
import { openDatabase } from "@/platform/database";
import type { PrismaClient } from "@/platform/prisma/client";
import { cloneDatabase, databaseUrl } from "./database";

const template = inject("templateDatabase");
const name = `${template}_${process.env["VITEST_POOL_ID"] ?? "0"}`;

let opened: PrismaClient | undefined;

/** This worker's own database, empty at the start of each test. */
globalThis.testDatabase = () => {
  opened ??= openDatabase(databaseUrl(name));
  return opened;
};
globalThis.testDatabaseUrl = databaseUrl(name);

await cloneDatabase(template, name);

beforeEach(async () => {
  if (opened) await empty(opened);
});

afterAll(async () => {
  if (!opened) return;
  await empty(opened);
  await opened.$disconnect();
});

async function empty(database: PrismaClient): Promise<void> {
  await database.$executeRaw`TRUNCATE "User", "OutboxMail", "PasswordGuesses" CASCADE`;
}

declare global {
  var testDatabase: () => PrismaClient;
  var testDatabaseUrl: string;
}
