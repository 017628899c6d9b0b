import { existsSync } from "node:fs";
import { chmod, mkdir, readdir } from "node:fs/promises";
import path from "node:path";
import { FolderInUseError, lockFolder } from "../../src/local/embedded-database/folder-lock.mjs";
import { StartError } from "./start-error.mjs";

const ownFiles = ["secrets.json", "lock", "postgres", "postgres.new", "mailbox"];

/**
 * Makes the data folder where it is missing, closes it to other users (the database's files inside are open to all) and takes it.
 *
 * @param {string} dataDir
 * @returns {Promise<{ release: () => Promise<void> }>}
 * @throws {StartError}
 */
export async function openDataFolder(dataDir) {
  try {
    await makeFolder(dataDir);
    const files = await readdir(dataDir);
    if (files.length > 0 && !files.some((name) => ownFiles.includes(name))) {
      throw new StartError(`${dataDir} holds other files: set LATCHKEY_DATA_DIR to an empty or a new folder.`);
    }
    await chmod(dataDir, 0o700);
    return await lockFolder(dataDir);
  } catch (error) {
    throw explain(error, dataDir);
  }
}

/** Not by `recursive`, which never returns below /proc, where a folder is there and yet nothing can be made in it. */
async function makeFolder(folder) {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (error) {
    const parent = path.dirname(folder);
    if (error.code === "EEXIST") return;
    if (error.code !== "ENOENT" || existsSync(parent)) throw error;
    await makeFolder(parent);
    await mkdir(folder, { mode: 0o700 });
  }
}

function explain(error, dataDir) {
  if (error instanceof FolderInUseError) {
    return new StartError(
      `Latchkey already runs on ${dataDir} (process ${error.pid}): end it first, or set LATCHKEY_DATA_DIR and PORT for a second one.`,
    );
  }
  if (error instanceof StartError || error.code === undefined) return error;
  return new StartError(
    `The data folder ${dataDir} cannot be written (${error.code}): set LATCHKEY_DATA_DIR to a folder of your own.`,
  );
}
