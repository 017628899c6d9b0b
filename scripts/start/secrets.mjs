import { randomBytes } from "node:crypto";
import { chmod, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { StartError } from "./start-error.mjs";

const names = ["JWT_SECRET", "NEXTAUTH_SECRET"];

/**
 * The secrets of this data folder, made at the first start and kept, so that sessions outlive a restart.
 *
 * @param {string} dataDir
 * @returns {Promise<Record<string, string>>} each 32 random bytes as base64url
 */
export async function readOrMakeSecrets(dataDir) {
  const file = path.join(dataDir, "secrets.json");
  const kept = await readSecrets(file);
  if (names.every((name) => typeof kept[name] === "string")) {
    await chmod(file, 0o600);
    return kept;
  }
  const secrets = Object.fromEntries(names.map((name) => [name, kept[name] ?? randomBytes(32).toString("base64url")]));
  await writeFile(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  await rename(`${file}.new`, file);
  return secrets;
}

async function readSecrets(file) {
  try {
    return JSON.parse(await readFile(file, "utf8"));
  } catch (error) {
    if (error.code === "ENOENT") return {};
    throw new StartError(`${file} cannot be read: delete it, and new secrets are made (everybody signs in again).`);
  }
}
