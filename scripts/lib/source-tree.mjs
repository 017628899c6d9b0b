import { existsSync } from "node:fs";
import { copyFile, link, mkdir, readdir, readlink, symlink } from "node:fs/promises";
import path from "node:path";

/** What a build of the app is made of, seen from the project's root; what is not there is left out. */
export const appSources = [
  "src",
  "prisma",
  "public",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package.json",
  "package-lock.json",
];

/**
 * Every file at or below a place, sorted; none where there is nothing.
 *
 * @param {string} entry
 * @returns {Promise<string[]>}
 */
export async function filesUnder(entry) {
  if (!existsSync(entry)) return [];
  const found = await readdir(entry, { recursive: true, withFileTypes: true }).catch(() => null);
  if (!found) return [entry];
  return found
    .filter((file) => file.isFile())
    .map((file) => path.join(file.parentPath, file.name))
    .sort();
}

/**
 * Hard links, or copies where the target is on another disk: a second or two instead of an install.
 *
 * @param {string} from
 * @param {string} to
 * @returns {Promise<void>}
 */
export async function linkTree(from, to) {
  await mkdir(to, { recursive: true });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [path.join(from, entry.name), path.join(to, entry.name)];
    if (entry.isDirectory()) await linkTree(source, target);
    else if (entry.isSymbolicLink()) await symlink(await readlink(source), target);
    else await link(source, target).catch(() => copyFile(source, target));
  }
}
