import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";

/** @typedef {{ name: string, sql: string, checksum: string }} Migration `checksum` is the SHA-256 (hex) of the file, as Prisma has it. */

const projectMigrations = new URL("../../prisma/migrations/", import.meta.url);

/**
 * The migrations of a folder, oldest first.
 *
 * @param {URL} [directory] with a closing slash
 * @returns {Promise<Migration[]>}
 */
export async function readMigrations(directory = projectMigrations) {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return await Promise.all(names.sort().map((name) => readMigration(directory, name)));
}

async function readMigration(directory, name) {
  const bytes = await readFile(new URL(`${name}/migration.sql`, directory));
  return { name, sql: bytes.toString("utf8"), checksum: createHash("sha256").update(bytes).digest("hex") };
}
