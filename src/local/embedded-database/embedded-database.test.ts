import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openEmbeddedDatabase } from "./embedded-database.mjs";

const cacheFile = path.resolve(import.meta.dirname, "../../../node_modules/.cache/latchkey/empty-postgres.tar");
const moduleUrl = new URL("./embedded-database.mjs", import.meta.url).href;
const pgUrl = import.meta.resolve("pg");

let dataDir: string;
let database: Awaited<ReturnType<typeof openEmbeddedDatabase>>;
let pool: pg.Pool;
beforeAll(async () => {
  dataDir = await mkdtemp(path.join(tmpdir(), "latchkey-embedded-"));
  database = await openEmbeddedDatabase({ dataDir, cacheFile });
  pool = new pg.Pool({ connectionString: database.url, max: 30 });
  await pool.query('CREATE TABLE "Counter" ("name" TEXT PRIMARY KEY, "value" INT NOT NULL)');
});
afterAll(async () => {
  await pool.end();
  await database.close();
  await rm(dataDir, { recursive: true });
});

/** Runs a script in a process of its own and waits until it has printed its first line. */
async function startScript(script: string): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  return { child, line: line.toString().trim() };
}

async function killAndWait(child: ChildProcess): Promise<void> {
  const ended = once(child, "exit");
  child.kill("SIGKILL");
  await ended;
}

describe("embedded database", () => {
  it("gives each of thirty parallel clients its own rows, whether it queries, fails, or holds a transaction", async () => {
    const wrong: number[] = [];
    async function query(n: number): Promise<void> {
      const { rows } = await pool.query<{ n: number; text: string }>("SELECT $1::int AS n, repeat('x', $2) AS text", [
        n,
        n,
      ]);
      if (rows[0]?.n !== n || rows[0].text.length !== n) wrong.push(n);
    }
    async function fail(n: number): Promise<void> {
      const error = await pool.query("SELECT $1::int / 0", [n]).catch((reason: unknown) => reason);
      if (!(error instanceof pg.DatabaseError) || error.code !== "22012") wrong.push(n);
    }
    async function transact(n: number): Promise<void> {
      const client = await pool.connect();
      await client.query("BEGIN");
      await client.query('INSERT INTO "Counter" VALUES ($1, $2)', [`parallel ${n}`, n]);
      const { rows } = await client.query('SELECT "value" FROM "Counter" WHERE "name" = $1', [`parallel ${n}`]);
      if ((rows as { value: number }[])[0]?.value !== n) wrong.push(n);
      await client.query(n % 2 === 0 ? "COMMIT" : "ROLLBACK");
      client.release();
    }
    const kinds = [query, fail, transact] as const;
    await Promise.all(Array.from({ length: 300 }, (_, n) => kinds.map((kind, k) => kind(3 * n + k))).flat());
    expect(wrong).toEqual([]);
    const { rows } = await pool.query(`SELECT count(*)::int AS count FROM "Counter" WHERE "name" LIKE 'parallel %'`);
    expect(rows).toEqual([{ count: 150 }]);
  });

  it("loses no increment of a hundred that read and write in transactions of their own", async () => {
    await pool.query(`INSERT INTO "Counter" VALUES ('total', 0)`);
    async function increment(): Promise<void> {
      const client = await pool.connect();
      await client.query("BEGIN");
      const { rows } = await client.query(`SELECT "value" FROM "Counter" WHERE "name" = 'total'`);
      const value = ((rows as { value: number }[])[0]?.value ?? 0) + 1;
      await client.query(`UPDATE "Counter" SET "value" = $1 WHERE "name" = 'total'`, [value]);
      await client.query("COMMIT");
      client.release();
    }
    await Promise.all(Array.from({ length: 100 }, increment));
    const { rows } = await pool.query(`SELECT "value" FROM "Counter" WHERE "name" = 'total'`);
    expect(rows).toEqual([{ value: 100 }]);
  });

  it("rolls back and lets the others go on when a client is killed inside a transaction", async () => {
    const { child } = await startScript(`
      import pg from ${JSON.stringify(pgUrl)};
      const client = new pg.Client(${JSON.stringify(database.url)});
      await client.connect();
      await client.query("BEGIN");
      await client.query(\`INSERT INTO "Counter" VALUES ('killed', 1)\`);
      console.log("inside");
      setInterval(() => undefined, 1000);
    `);
    const waiting = pool.query(`SELECT count(*)::int AS count FROM "Counter" WHERE "name" = 'killed'`);
    await killAndWait(child);
    expect((await waiting).rows).toEqual([{ count: 0 }]);
  });

  it("refuses a client without the password of this start", async () => {
    const url = new URL(database.url);
    url.password = "guessed";
    const stranger = new pg.Client({ connectionString: url.href });
    await expect(stranger.connect()).rejects.toMatchObject({ code: "28P01" });
  });

  it("closes on a client that speaks no Postgres, and serves the others", async () => {
    const answer = await fetch(`http://127.0.0.1:${new URL(database.url).port}/`).catch(() => "closed");
    expect(answer).toBe("closed");
    expect((await pool.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  });

  it("keeps what was committed and opens again after its process was killed", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "latchkey-killed-"));
    const { child } = await startScript(`
      import pg from ${JSON.stringify(pgUrl)};
      import { openEmbeddedDatabase } from ${JSON.stringify(moduleUrl)};
      const { url } = await openEmbeddedDatabase(${JSON.stringify({ dataDir: folder, cacheFile })});
      const client = new pg.Client(url);
      await client.connect();
      await client.query("CREATE TABLE kept AS SELECT 42 AS answer");
      console.log("committed");
    `);
    await killAndWait(child);
    const again = await openEmbeddedDatabase({ dataDir: folder, cacheFile });
    const client = new pg.Client({ connectionString: again.url });
    await client.connect();
    const { rows } = await client.query("SELECT answer FROM kept");
    await client.end();
    await again.close();
    expect(rows).toEqual([{ answer: 42 }]);
    expect(await readdir(folder)).toEqual(["postgres"]);
    await rm(folder, { recursive: true });
  });
});
