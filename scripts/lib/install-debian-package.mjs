import { existsSync } from "node:fs";
import { run } from "./run.mjs";

/**
 * Installs one Debian package where that is possible: as root, with apt-get.
 * @returns {Promise<boolean>} false where this machine has no apt-get or we may not use it
 */
export async function installDebianPackage(name) {
  if (!existsSync("/usr/bin/apt-get") || process.getuid?.() !== 0) return false;
  console.log(`installing Debian's package ${name}`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const quiet = { stdio: ["ignore", "ignore", "inherit"], env };
  await run("apt-get", ["update", "-qq"], quiet);
  return (await run("apt-get", ["install", "-y", "-qq", "--no-install-recommends", name], quiet)) === 0;
}
