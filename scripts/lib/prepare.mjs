import { existsSync, statSync } from "node:fs";
import { capture, run } from "./run.mjs";

/** Installs the packages where they are missing or older than the lockfile, and generates the database client. */
export async function prepare() {
  if (!isInstalled()) {
    console.log("installing packages");
    const code = await run("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"]);
    if (code !== 0) throw new Error("npm ci failed.");
  }
  await capture("npx", ["prisma", "generate"]);
}

function isInstalled() {
  const marker = "node_modules/.package-lock.json";
  return existsSync(marker) && statSync(marker).mtimeMs >= statSync("package-lock.json").mtimeMs;
}
