import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "prisma/config";

// The CLI leaves .env alone once there is a config file.
if (existsSync(".env")) process.loadEnvFile(".env");

// `migrate` and `db` run an engine that the CLI downloads. Offline, PRISMA_ENGINE=wasm takes the one from the package registry.
if (process.env["PRISMA_ENGINE"] === "wasm") {
  process.env["PRISMA_SCHEMA_ENGINE_BINARY"] ??= fileURLToPath(
    new URL("scripts/prisma-schema-engine.mjs", import.meta.url),
  );
}

// `generate`, `validate` and `format` never run the engine, yet the CLI downloads one unless it is told of a file that exists.
if (!["migrate", "db"].includes(process.argv[2] ?? "")) process.env["PRISMA_SCHEMA_ENGINE_BINARY"] ??= process.execPath;

export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env["DATABASE_URL"] ?? "postgresql://localhost/latchkey" },
});
