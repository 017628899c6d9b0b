import { randomBytes } from "node:crypto";
import { mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { startSessionProxy } from "./session-proxy.mjs";

/**
 * Opens the Postgres that lives in a folder, and makes it at the first time. The caller holds the folder's lock.
 *
 * @param {{ dataDir: string, cacheFile?: string }} options `dataDir` is private to the user, since the database's own files are not;
 *   `cacheFile` keeps an empty database, so that the next first start anywhere need not make one
 * @returns {Promise<{ url: string, close: () => Promise<void> }>} the URL holds a password that is new at each start
 */
export async function openEmbeddedDatabase({ dataDir, cacheFile }) {
  const folder = path.join(dataDir, "postgres");
  if (!(await exists(folder))) await createDatabase(folder, cacheFile);
  const postgres = await PGlite.create(folder);
  const password = randomBytes(24).toString("base64url");
  const proxy = await startSessionProxy({
    execute: (messages) => postgres.execProtocolRaw(messages),
    password,
    parameters: await readParameters(postgres),
  });
  return {
    url: `postgresql://latchkey:${password}@127.0.0.1:${proxy.port}/postgres`,
    close: async () => {
      await proxy.close();
      await postgres.close();
    },
  };
}

/** Made beside its place and moved there when whole, so that a kill in between leaves nothing half-made. */
async function createDatabase(folder, cacheFile) {
  const making = `${folder}.new`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { mode: 0o700 });
  const cached = cacheFile && (await exists(cacheFile)) ? new Blob([await readFile(cacheFile)]) : undefined;
  const postgres = await PGlite.create(making, cached ? { loadDataDir: cached } : {});
  if (cacheFile && !cached) await writeCache(cacheFile, await postgres.dumpDataDir("none"));
  await postgres.close();
  await rename(making, folder);
}

async function writeCache(cacheFile, dump) {
  await mkdir(path.dirname(cacheFile), { recursive: true });
  const writing = `${cacheFile}.${process.pid}`;
  await writeFile(writing, Buffer.from(await dump.arrayBuffer()));
  await rename(writing, cacheFile);
}

async function readParameters(postgres) {
  const names = ["server_version", "server_encoding", "client_encoding", "DateStyle", "TimeZone", "integer_datetimes"];
  const { rows } = await postgres.query(
    "SELECT name, setting FROM pg_settings WHERE name = ANY($1) OR name = 'standard_conforming_strings'",
    [names],
  );
  return Object.fromEntries(rows.map(({ name, setting }) => [name, setting]));
}

async function exists(file) {
  return await stat(file).then(
    () => true,
    () => false,
  );
}
