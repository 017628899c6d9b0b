import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

const generatedClient = "src/platform/prisma";
const clientStamp = `${generatedClient}/.made-from`;
const buildStamp = ".next/made-from.json";
const schemaSources = ["prisma/schema", "node_modules/prisma/package.json"];
const buildSources = ["src", "prisma/schema", "public", "next.config.ts", "postcss.config.mjs", "package-lock.json"];
/** Next amends it during a build. */
const typesConfig = ["tsconfig.json"];
const notBuilt = [generatedClient, "src/local/embedded-database"];

/**
 * Whether node_modules holds what package-lock.json asks for, by the record that npm keeps there. Packages for other platforms may be absent.
 *
 * @param {string} root
 */
export function packagesAreCurrent(root) {
  const wanted = readJson(path.join(root, "package-lock.json"));
  const installed = readJson(path.join(root, "node_modules/.package-lock.json"));
  if (!wanted || !installed) return false;
  return Object.entries(wanted.packages).every(
    ([place, { version, optional }]) => place === "" || optional || installed.packages[place]?.version === version,
  );
}

/** @param {string} root */
export function clientIsCurrent(root) {
  const stamp = path.join(root, clientStamp);
  return (
    existsSync(path.join(root, generatedClient, "client.ts")) && readText(stamp) === hashFiles(root, schemaSources)
  );
}

/** @param {string} root */
export function stampClient(root) {
  writeFileSync(path.join(root, clientStamp), hashFiles(root, schemaSources));
}

/**
 * Whether the build is of these sources and for this mode: a build for production has no local pages, one for local mode must never
 * be served in production.
 *
 * @param {string} root
 * @param {"local" | "production"} mode
 */
export function buildIsCurrent(root, mode) {
  const stamp = readJson(path.join(root, buildStamp));
  if (stamp?.mode !== mode || !existsSync(path.join(root, ".next/BUILD_ID"))) return false;
  return stamp.sources === hashBuildSources(root) && stamp.types === hashFiles(root, typesConfig);
}

/**
 * The mode of the build that is there; null when there is none, or one that `next build` made by itself.
 *
 * @param {string} root
 */
export function buildMode(root) {
  return readJson(path.join(root, buildStamp))?.mode ?? null;
}

/**
 * Taken away before a build and set after it, so that a build that was broken off is not taken for a whole one.
 *
 * @param {string} root
 */
export function unstampBuild(root) {
  rmSync(path.join(root, buildStamp), { force: true });
}

/**
 * @param {string} root
 * @param {"local" | "production"} mode
 * @param {string} sources what `hashBuildSources` said before the build began, for a source may change meanwhile
 */
export function stampBuild(root, mode, sources) {
  mkdirSync(path.join(root, ".next"), { recursive: true });
  writeFileSync(path.join(root, buildStamp), JSON.stringify({ mode, sources, types: hashFiles(root, typesConfig) }));
}

/** @param {string} root */
export function hashBuildSources(root) {
  return hashFiles(root, buildSources);
}

function hashFiles(root, places) {
  const hash = createHash("sha256");
  for (const place of places) {
    for (const file of listFiles(root, place))
      hash
        .update(`${file}\0`)
        .update(readFileSync(path.join(root, file)))
        .update("\0");
  }
  return hash.digest("hex");
}

function listFiles(root, place) {
  const absolute = path.join(root, place);
  if (!existsSync(absolute)) return [];
  if (statSync(absolute).isFile()) return [place];
  const entries = readdirSync(absolute, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
  return entries.flatMap((entry) => {
    const inside = `${place}/${entry.name}`;
    if (notBuilt.includes(inside) || /\.test\.tsx?$/.test(entry.name)) return [];
    return entry.isDirectory() ? listFiles(root, inside) : [inside];
  });
}

function readText(file) {
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

function readJson(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
