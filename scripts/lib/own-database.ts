import { existsSync } from "node:fs";
import path from "node:path";
import { openDatabase } from "@/platform/database";
import type { PrismaClient } from "@/platform/prisma/client";
import { openEmbeddedDatabase } from "../../src/local/embedded-database/embedded-database.mjs";
import { readSource } from "../doctor/source";
import { openDataFolder } from "../start/data-folder.mjs";
import { StartError } from "../start/start-error.mjs";

/** `close` ends this process's use of it; a local one is then free for `npm start`. */
export type OwnDatabase = { db: PrismaClient; close: () => Promise<void> };

/**
 * The app's database, for a command: that of DATABASE_URL, as the app would read it, and in local mode its embedded one.
 *
 * @throws {StartError} in a sentence for who runs the command: no database is named, none was made yet, or the app runs on it
 */
export async function openOwnDatabase(root: string): Promise<OwnDatabase> {
  const { source, ownDatabase = false } = readSource(root);
  const url = source["DATABASE_URL"];
  if (!ownDatabase) {
    if (!url) throw new StartError("DATABASE_URL is not set: this command needs the app's database.");
    return open(url);
  }
  const dataDir = path.resolve(root, source["LATCHKEY_DATA_DIR"] || ".data");
  if (!existsSync(path.join(dataDir, "postgres")))
    throw new StartError(`There is no database in ${dataDir} yet: npm start makes one, DATABASE_URL names another.`);
  const { release } = await openDataFolder(dataDir);
  try {
    const embedded = await openEmbeddedDatabase({ dataDir });
    const { db, close } = open(embedded.url);
    return {
      db,
      async close() {
        await close();
        await embedded.close();
        await release();
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

function open(url: string): OwnDatabase {
  const { db, pool } = openDatabase(url);
  return {
    db,
    async close() {
      await db.$disconnect();
      if (!pool.ended) await pool.end();
    },
  };
}
