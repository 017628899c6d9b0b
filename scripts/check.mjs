#!/usr/bin/env node
/* Everything that can be said about the code without running it: `npm run check`. Two checks at a time, each one's output only when it fails. */
import { prepare } from "./lib/prepare.mjs";
import { capture } from "./lib/run.mjs";
import { createProgress } from "./start/progress.mjs";

process.chdir(new URL("..", import.meta.url).pathname);

const checks = [
  // The longest first, so that the others fit beside it.
  { name: "lint", command: ["npx", "eslint", "."] },
  { name: "types", command: ["npx", "tsc", "--noEmit"] },
  { name: "boundaries", command: ["npx", "depcruise", "src", "scripts", "tests", "--output-type", "err-long"] },
  { name: "format", command: ["npx", "prettier", "--check", "."] },
  { name: "unused", command: ["npx", "knip"] },
  { name: "spelling", command: ["npx", "cspell", "lint", "--no-progress", "--no-summary", "."] },
];

const failed = [];

async function work(queue) {
  for (const { name, command } of queue) {
    const startedAt = performance.now();
    try {
      await capture(command[0], command.slice(1));
      console.log(`ok      ${name} (${seconds(startedAt)})`);
    } catch (error) {
      failed.push(name);
      console.log(`FAILED  ${name} (${seconds(startedAt)})\n${error.message}`);
    }
  }
}

function seconds(startedAt) {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}

await prepare(createProgress());
await capture("npx", ["next", "typegen"]);
const queue = checks.values();
await Promise.all([work(queue), work(queue)]);
console.log(`${checks.length - failed.length} passed, ${failed.length} failed`);
process.exitCode = failed.length === 0 ? 0 : 1;
