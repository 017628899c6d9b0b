#!/usr/bin/env node
/*
 * A schema engine for the Prisma CLI that needs no download: the CLI's JSON-RPC, a message a line, answered by the WebAssembly build
 * of the same engine. prisma.config.ts chooses it where PRISMA_ENGINE=wasm.
 */
import { readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { runOnce } from "./schema-engine/migration-adapter.mjs";
import { openSchemaEngine } from "./schema-engine/open-schema-engine.mjs";

/** The number that the native engine gives to every error that is meant for the user. */
const userFacingErrorCode = 4466;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    datamodels: { type: "string", multiple: true, default: [] },
    datasource: { type: "string", default: "{}" },
    "enabled-preview-features": { type: "string" },
    "extension-types": { type: "string" },
  },
});
const connectionString = JSON.parse(values.datasource).url ?? "postgresql://localhost/none";

const subcommands = {
  "can-connect-to-database": () => runOnce(connectionString, "SELECT 1"),
  "create-database": createDatabase,
};

async function createDatabase() {
  const url = new URL(connectionString);
  const databaseName = decodeURIComponent(url.pathname.slice(1));
  url.pathname = "/postgres";
  await runOnce(url.href, `CREATE DATABASE "${databaseName.replaceAll('"', '""')}"`);
  return { databaseName };
}

/** Reports as the native engine's log does, whose first line the CLI skips. */
async function runSubcommand(name) {
  try {
    await subcommands[name]();
  } catch (error) {
    const code = error.code === "3D000" ? "P1003" : "P1001";
    const fields = { error_code: code, message: `The database cannot be used: ${error.message || error.code}` };
    process.stderr.write(
      `schema-engine\n${JSON.stringify({ level: "ERROR", target: "schema_engine::logger", fields })}`,
    );
    process.exitCode = 1;
  }
}

async function serve() {
  const datamodels = await Promise.all(values.datamodels.map(async (path) => [path, await readFile(path, "utf8")]));
  let engine;
  for await (const line of createInterface({ input: process.stdin })) {
    const { id, method, params } = JSON.parse(line);
    if (method === undefined) continue; // the CLI's answer to a `print`
    try {
      engine ??= await openSchemaEngine({ connectionString, datamodels });
      send({ id, result: (await answer(engine, method, params)) ?? {} });
    } catch (error) {
      const data = {
        is_panic: error.name === "RuntimeError",
        message: error.message,
        error_code: error.code,
        meta: error.meta,
      };
      send({ id, error: { code: userFacingErrorCode, message: error.message, data } });
    }
  }
  engine?.free();
}

async function answer(engine, method, params) {
  if (method === "getDatabaseVersion") return await engine.version();
  if (method === "createDatabase") return await createDatabase();
  const result = await engine[method](params);
  if (method !== "diff" || result.stdout === null) return result;
  send({ id: 0, method: "print", params: { content: result.stdout } });
  return { exitCode: result.exitCode, stdout: null };
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

await (positionals[0] === "cli" ? runSubcommand(positionals[1]) : serve());
