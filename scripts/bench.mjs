#!/usr/bin/env node
/* What the figures come from: `npm run bench` lists the benchmarks, `npm run bench -- hashing` runs one, with `--json` for a machine. */
import { readdirSync } from "node:fs";
import { prepare } from "./lib/prepare.mjs";
import { run } from "./lib/run.mjs";
import { createProgress } from "./start/progress.mjs";

process.chdir(new URL("..", import.meta.url).pathname);

const suffix = ".mjs";
const benchmarks = readdirSync("bench")
  .filter((file) => file.endsWith(suffix))
  .map((file) => file.slice(0, -suffix.length));

const [name, ...options] = process.argv.slice(2);
if (name !== undefined && benchmarks.includes(name)) {
  if (!options.includes("--json")) await prepare(createProgress());
  process.exitCode = await run(process.execPath, [`bench/${name}${suffix}`, ...options]);
} else {
  if (name !== undefined) console.error(`There is no benchmark ${JSON.stringify(name)}.`);
  console.log(`npm run bench -- <name> [--json]\n${benchmarks.map((benchmark) => `  ${benchmark}`).join("\n")}`);
  process.exitCode = name === undefined ? 0 : 1;
}
