import { randomBytes } from "node:crypto";
import pg from "pg";

/**
 * A database of its own for each contender that prepares one. Where one cannot be prepared, none is left.
 * @returns {Promise<{ urls: Map<string, string>, drop: () => Promise<void> }>} the addresses by the contender's id
 */
export async function createDatabases(adminUrl, contenders) {
  const admin = new pg.Client({ connectionString: adminUrl });
  await admin.connect();
  const urls = new Map();
  const drop = async () => {
    for (const url of urls.values()) {
      await admin.query(`DROP DATABASE IF EXISTS "${new URL(url).pathname.slice(1)}" WITH (FORCE)`);
    }
    await admin.end();
  };
  try {
    for (const { id, prepare } of contenders) {
      if (!prepare) continue;
      const name = `latchkey_bench_${id.replaceAll("-", "_")}_${randomBytes(4).toString("hex")}`;
      const url = new URL(adminUrl);
      url.pathname = `/${name}`;
      await admin.query(`CREATE DATABASE "${name}"`);
      urls.set(id, url.href);
      await prepare(url.href);
    }
  } catch (error) {
    await drop();
    throw error;
  }
  return { urls, drop };
}
