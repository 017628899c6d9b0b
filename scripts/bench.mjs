#!/usr/bin/env node
/*
 * What the figures come from: `npm run bench` lists the benchmarks, `npm run bench -- hashing` runs one and prints a table, or JSON with
 * `--json`; what it does meanwhile goes to stderr. A benchmark is bench/<name>.mjs or bench/<name>/main.mjs, and gets the other options.
 */
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { prepare } from "./lib/prepare.mjs";
import { run } from "./lib/run.mjs";
import { createProgress } from "./start/progress.mjs";

process.chdir(path.dirname(import.meta.dirname));

const benchmarks = new Map(
  readdirSync("bench")
    .map((entry) => (entry.endsWith(".mjs") ? path.join("bench", entry) : path.join("bench", entry, "main.mjs")))
    .filter((file) => existsSync(file))
    .map((file) => [nameOf(file), file]),
);

function nameOf(file) {
  return path.basename(file) === "main.mjs" ? path.basename(path.dirname(file)) : path.basename(file, ".mjs");
}

const [name, ...options] = process.argv.slice(2);
const file = benchmarks.get(name);
if (file) {
  await prepare(createProgress(process.stderr));
  process.exitCode = await run(process.execPath, [file, ...options]);
} else {
  if (name !== undefined) console.error(`There is no benchmark ${JSON.stringify(name)}.`);
  console.log(["npm run bench -- <name> [--json]", ...[...benchmarks.keys()].map((known) => `  ${known}`)].join("\n"));
  process.exitCode = name === undefined ? 0 : 1;
}
