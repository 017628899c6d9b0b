import { defineConfig } from "prisma/config";

// `generate`, `validate` and `format` never run the schema engine, yet the CLI downloads one unless it is told of a file that exists.
process.env["PRISMA_SCHEMA_ENGINE_BINARY"] ??= process.execPath;

export default defineConfig({
  schema: "prisma/schema",
  migrations: { path: "prisma/migrations" },
  datasource: { url: process.env["DATABASE_URL"] ?? "postgresql://localhost/latchkey" },
});
