import { existsSync } from "node:fs";
import path from "node:path";
import { installDebianPackage } from "./install-debian-package.mjs";

/**
 * The Redis for the tests, which start and stop servers of their own: that of REDIS_SERVER_PATH, one on this machine, or Debian's package.
 * @returns {Promise<string>} its executable
 */
export async function findRedisServer() {
  const found = onThisMachine() ?? ((await installDebianPackage("redis-server")) ? onThisMachine() : undefined);
  if (!found)
    throw new Error("The tests need Redis: install redis-server, or set REDIS_SERVER_PATH to its executable.");
  return found;
}

function onThisMachine() {
  const folders = [...(process.env["PATH"] ?? "").split(path.delimiter), "/usr/bin", "/opt/homebrew/bin"];
  const names = ["redis-server", "valkey-server"];
  const candidates = [
    process.env["REDIS_SERVER_PATH"],
    ...names.flatMap((name) => folders.map((folder) => path.join(folder, name))),
  ];
  return candidates.find((candidate) => candidate && existsSync(candidate));
}
