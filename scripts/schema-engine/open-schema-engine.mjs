import { readFile } from "node:fs/promises";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { createMigrationAdapterFactory } from "./migration-adapter.mjs";

let loading;

/**
 * Opens Prisma's schema engine in its WebAssembly build; nothing is downloaded.
 *
 * @param {{ connectionString: string, datamodels?: [path: string, content: string][] }} options
 * @returns {Promise<import("@prisma/schema-engine-wasm").SchemaEngine>} `free()` it when done
 */
export async function openSchemaEngine({ connectionString, datamodels }) {
  loading ??= loadEngine();
  const { SchemaEngine } = await loading;
  const adapter = bindMigrationAwareSqlAdapterFactory(createMigrationAdapterFactory(connectionString));
  // An empty list would stand for an empty schema; undefined stands for none.
  return await SchemaEngine.new({ datamodels: datamodels?.length ? datamodels : undefined }, () => {}, adapter);
}

/** Once in a process: the package's module keeps views of one memory. */
async function loadEngine() {
  const moduleUrl = import.meta.resolve("@prisma/schema-engine-wasm/schema_engine_bg");
  const bindings = await import(moduleUrl);
  const bytes = await readFile(new URL("schema_engine_bg.wasm", moduleUrl));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  globalThis.PRISMA_WASM_PANIC_REGISTRY = { set_message: (message) => process.stderr.write(`${message}\n`) };
  return bindings;
}
