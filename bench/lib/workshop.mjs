import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { copyFile, cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { createRequire } from "node:module";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { capture } from "../../scripts/lib/run.mjs";
import { appSources, filesUnder, linkTree } from "../../scripts/lib/source-tree.mjs";

export const projectRoot = path.resolve(import.meta.dirname, "../..");

/** Outside the project, where no build takes the other's packages, and no check of the repository sees either. One for each checkout. */
const workshop = path.join(
  tmpdir(),
  `latchkey-bench-${createHash("sha256").update(projectRoot).digest("hex").slice(0, 8)}`,
);
const productDir = path.join(workshop, "product");
const othersDir = path.join(workshop, "others");

const appsDir = path.join(projectRoot, "bench/apps");
const openRoute = path.join(appsDir, "bare/app/api/me/route.js");
const apps = ["bare", "next-auth", "better-auth"];

/** Where the build of `product` or of one of the apps lies. */
export function buildDir(app) {
  return app === "product" ? productDir : path.join(othersDir, "apps", app);
}

/** Next's command for that build, of the packages that it was built with. */
export function nextBin(app) {
  return path.join(app === "product" ? productDir : othersDir, "node_modules/next/dist/bin/next");
}

/**
 * Builds the product and the apps for production; what has not changed since the last run is used again.
 * @param {(line: string) => void} say told what is being done
 */
export async function buildAll(say) {
  await installOthers(say);
  for (const app of apps) await buildOnce(app, { say, files: await filesUnder(path.join(appsDir, app)) });
  await buildProduct(say);
}

/** The same for the product alone. */
export async function buildProduct(say) {
  const roots = [...appSources.map((name) => path.join(projectRoot, name)), openRoute];
  const files = (await Promise.all(roots.map(filesUnder))).flat().filter(isNoTest);
  await linkProductPackages();
  await buildOnce("product", { say, files });
}

/** What a package of the compared ones exports. */
export async function importOther(name) {
  const { resolve } = createRequire(path.join(othersDir, "package.json"));
  return await import(pathToFileURL(resolve(name)).href);
}

/** Installs the packages that are compared, where they are missing or out of date. */
export async function installOthers(say) {
  const stamp = path.join(othersDir, "installed");
  const lockfile = await readFile(path.join(appsDir, "package-lock.json"), "utf8");
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === lockfile) return;
  say("installing the packages that are compared (npm ci)");
  await rm(othersDir, { recursive: true, force: true });
  await mkdir(othersDir, { recursive: true });
  for (const name of ["package.json", "package-lock.json"]) {
    await copyFile(path.join(appsDir, name), path.join(othersDir, name));
  }
  await capture("npm", ["ci", "--no-fund", "--no-audit", "--loglevel=error"], { cwd: othersDir });
  await writeFile(stamp, lockfile);
}

async function buildOnce(app, { say, files }) {
  const dir = buildDir(app);
  const stamp = path.join(dir, "fingerprint");
  const fingerprint = await fingerprintOf(files);
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === fingerprint) return;
  say(`building ${app}`);
  await (app === "product" ? copyProduct() : copyApp(app));
  await capture(process.execPath, [nextBin(app), "build"], { cwd: dir, env: buildEnvironment() });
  await writeFile(stamp, fingerprint);
}

async function copyApp(app) {
  await rm(buildDir(app), { recursive: true, force: true });
  await cp(path.join(appsDir, app), buildDir(app), { recursive: true });
}

async function copyProduct() {
  for (const source of [...appSources, ".next", "fingerprint"]) {
    await rm(path.join(productDir, source), { recursive: true, force: true });
  }
  for (const source of appSources) {
    const from = path.join(projectRoot, source);
    if (existsSync(from)) await cp(from, path.join(productDir, source), { recursive: true, filter: isNoTest });
  }
  // The bare app's route stands beside the product's own too, so that the check can be told from the rest of the product.
  await mkdir(path.join(productDir, "src/app/api/open"), { recursive: true });
  await copyFile(openRoute, path.join(productDir, "src/app/api/open/route.ts"));
}

function isNoTest(file) {
  return !/\.test\.tsx?$/.test(file);
}

/** Hard links, or copies where the temporary folder is on another disk: a second or two instead of an install. */
async function linkProductPackages() {
  const stamp = path.join(productDir, "linked");
  const installed = await readFile(path.join(projectRoot, "node_modules/.package-lock.json"), "utf8");
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === installed) return;
  await rm(productDir, { recursive: true, force: true });
  await linkTree(path.join(projectRoot, "node_modules"), path.join(productDir, "node_modules"));
  await writeFile(stamp, installed);
}

async function fingerprintOf(files) {
  const hash = createHash("sha256").update(process.version);
  for (const name of ["package-lock.json", "bench/apps/package-lock.json"]) {
    hash.update(await readFile(path.join(projectRoot, name)));
  }
  for (const file of files) hash.update(path.relative(projectRoot, file)).update(await readFile(file));
  return hash.digest("hex");
}

/** What a build machine has: none of the apps' variables. Better Auth builds with no secret only where it is not the default one. */
function buildEnvironment() {
  const { PATH, HOME } = process.env;
  return {
    PATH,
    HOME,
    NODE_ENV: "production",
    NEXT_TELEMETRY_DISABLED: "1",
    BETTER_AUTH_SECRET: "of the build alone, never used",
  };
}
