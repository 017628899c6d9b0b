import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { cp, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { appSources, filesUnder, linkTree } from "../../scripts/lib/source-tree.mjs";

export const projectRoot = path.resolve(import.meta.dirname, "../..");

/**
 * Outside the project, because Next looks for what a folder lacks, such as `src/proxy.ts`, in the folders above it.
 * One for each checkout; the variants share its node_modules.
 */
const workshop = path.join(
  tmpdir(),
  `latchkey-builds-${createHash("sha256").update(projectRoot).digest("hex").slice(0, 8)}`,
);
export const nextBin = path.join(workshop, "node_modules/next/dist/bin/next");

/** `production` is the app as it is shipped, `no-proxy` the same without `src/proxy.ts`, `bare` a page with nothing of ours. */
export type Variant = "production" | "no-proxy" | "bare";

export function buildDir(variant: Variant): string {
  return path.join(workshop, variant);
}

/**
 * Builds the variants, each in a folder of its own, so that the developer's `.next` stays as it is; a build of the same sources is
 * used again, and with REUSE_BUILDS=1 whatever build there is. Throws with the output of a build that fails.
 */
export async function buildApps(variants: Variant[]): Promise<void> {
  await shareNodeModules();
  const builds = await Promise.allSettled(variants.map((variant) => buildApp(variant)));
  for (const build of builds) if (build.status === "rejected") throw build.reason;
}

async function buildApp(variant: Variant): Promise<void> {
  const dir = buildDir(variant);
  const stamp = path.join(dir, "fingerprint");
  if (existsSync(stamp) && process.env["REUSE_BUILDS"] === "1") return;
  const fingerprint = await fingerprintOf(variant);
  if (existsSync(stamp) && (await readFile(stamp, "utf8")) === fingerprint) return;
  await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true });
  await (variant === "bare" ? writeBareApp(dir) : copySources(dir, variant));
  await runNextBuild(dir);
  await writeFile(stamp, fingerprint);
}

/** A test beside the code is no part of the app, so that changing one builds nothing anew. */
function belongsToApp(file: string, variant: Variant): boolean {
  if (/\.test\.tsx?$/.test(file)) return false;
  return !(variant === "no-proxy" && path.relative(projectRoot, file) === path.join("src", "proxy.ts"));
}

/** Hard links, or copies where the temporary folder is on another disk: a second or two instead of an install. */
async function shareNodeModules(): Promise<void> {
  const lockfile = path.join(workshop, "package-lock.json");
  const installed = await readFile(path.join(projectRoot, "node_modules/.package-lock.json"), "utf8");
  if (existsSync(lockfile) && (await readFile(lockfile, "utf8")) === installed) return;
  await rm(workshop, { recursive: true, force: true });
  await linkTree(path.join(projectRoot, "node_modules"), path.join(workshop, "node_modules"));
  // Also tells Next that this folder is the root.
  await writeFile(lockfile, installed);
}

async function copySources(dir: string, variant: Variant): Promise<void> {
  for (const source of appSources.filter((name) => name !== "package-lock.json")) {
    const from = path.join(projectRoot, source);
    if (!existsSync(from)) continue;
    await cp(from, path.join(dir, source), { recursive: true, filter: (file) => belongsToApp(file, variant) });
  }
}

async function writeBareApp(dir: string): Promise<void> {
  await mkdir(path.join(dir, "src/app"), { recursive: true });
  const layout = `export default function Layout({ children }) { return <html lang="en"><body>{children}</body></html>; }\n`;
  const page = `import { connection } from "next/server";
export default async function Page() { await connection(); return <p>Nothing but Next.</p>; }\n`;
  await writeFile(path.join(dir, "src/app/layout.jsx"), layout);
  await writeFile(path.join(dir, "src/app/page.jsx"), page);
  await writeFile(path.join(dir, "package.json"), JSON.stringify({ name: "bare", private: true, type: "module" }));
}

async function fingerprintOf(variant: Variant): Promise<string> {
  const hash = createHash("sha256").update(process.version);
  const roots = variant === "bare" ? ["package-lock.json"] : appSources;
  for (const root of roots) {
    for (const file of await filesUnder(path.join(projectRoot, root))) {
      if (!belongsToApp(file, variant)) continue;
      hash.update(path.relative(projectRoot, file)).update(await readFile(file));
    }
  }
  return hash.digest("hex");
}

async function runNextBuild(dir: string): Promise<void> {
  const child = spawn(process.execPath, [nextBin, "build"], {
    cwd: dir,
    env: buildEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const output: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => output.push(String(chunk)));
  const code = await new Promise<number | null>((resolve, reject) => child.on("close", resolve).on("error", reject));
  if (code !== 0) throw new Error(`next build failed in ${dir}:\n${output.join("")}`);
}

/** What a build machine has: no variable of the app's. */
function buildEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME } = process.env;
  return { ...(PATH ? { PATH } : {}), ...(HOME ? { HOME } : {}), NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" };
}
