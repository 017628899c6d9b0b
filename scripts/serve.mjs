#!/usr/bin/env node
/* `npm run serve`: Next's own server on the build of `npm run build`, with the environment as it is. Its arguments are `next start`'s. */
import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { serverNodeOptions } from "./lib/server-node-options.mjs";
import { buildMode } from "./start/staleness.mjs";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");

if (buildMode(root) === "local") {
  console.error("The build was made by npm start, for local mode: run npm run build first.");
  process.exitCode = 1;
} else {
  const args = ["node_modules/next/dist/bin/next", "start", ...process.argv.slice(2)];
  // Of two that say the same the last counts, so that whoever runs it may say otherwise.
  const NODE_OPTIONS = [...serverNodeOptions, process.env["NODE_OPTIONS"]].join(" ").trim();
  const server = spawn(process.execPath, args, { cwd: root, stdio: "inherit", env: { ...process.env, NODE_OPTIONS } });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => server.kill(signal));
  server.once("exit", (code, signal) => process.exit(code ?? (signal ? 0 : 1)));
}
