import { randomUUID } from "node:crypto";
import pg from "pg";
import { PrismaPg } from "@prisma/adapter-pg";
import { ColumnTypeEnum } from "@prisma/driver-adapter-utils";

const internalCharOid = 18;
const bpcharOid = 1042;

/**
 * `@prisma/adapter-pg`, made fit for the schema engine: it reads the catalogue's "char" columns, sends a script as one query
 * (the original splits at every semicolon, also inside functions), and really connects to the shadow database.
 *
 * @param {string} connectionString
 * @returns {import("@prisma/driver-adapter-utils").SqlMigrationAwareDriverAdapterFactory}
 */
export function createMigrationAdapterFactory(connectionString) {
  const factory = createFactory(connectionString);
  return {
    provider: factory.provider,
    adapterName: factory.adapterName,
    connect: async () => repair(await factory.connect()),
    connectToShadowDb: () => connectToShadowDatabase(connectionString),
  };
}

/** One connection, since the engine's locks and settings belong to a session. */
function createFactory(connectionString) {
  return new PrismaPg({ connectionString, max: 1 });
}

function repair(adapter) {
  const { queryRaw } = adapter;
  adapter.queryRaw = async (query) => {
    const charColumns = [];
    const performIO = async (io) => {
      const result = await adapter.performIO(io);
      result.fields.forEach((field, index) => {
        if (field.dataTypeID !== internalCharOid) return;
        field.dataTypeID = bpcharOid;
        charColumns.push(index);
      });
      return result;
    };
    const result = await queryRaw.call(Object.create(adapter, { performIO: { value: performIO } }), query);
    for (const index of charColumns) result.columnTypes[index] = ColumnTypeEnum.Character;
    return result;
  };
  adapter.executeScript = async (script) => {
    await adapter
      .underlyingDriver()
      .query(script)
      .catch((error) => adapter.onError(error));
  };
  return adapter;
}

async function connectToShadowDatabase(connectionString) {
  const name = `prisma_migrate_shadow_db_${randomUUID()}`;
  await runOnce(connectionString, `CREATE DATABASE "${name}"`);
  const url = new URL(connectionString);
  url.pathname = `/${name}`;
  const adapter = repair(await createFactory(url.href).connect());
  const dispose = adapter.dispose.bind(adapter);
  adapter.dispose = async () => {
    await dispose();
    await runOnce(connectionString, `DROP DATABASE "${name}"`);
  };
  return adapter;
}

/**
 * Runs one statement on a connection of its own.
 *
 * @param {string} connectionString
 * @param {string} sql
 */
export async function runOnce(connectionString, sql) {
  const client = new pg.Client({ connectionString });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}
