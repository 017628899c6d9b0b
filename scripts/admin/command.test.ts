import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { openEmbeddedDatabase } from "../../src/local/embedded-database/embedded-database.mjs";
import { createTestDeps } from "../../tests/support/deps";
import { createUser } from "../../tests/support/factories";
import { migrate } from "../migrate.mjs";
import { openDataFolder } from "../start/data-folder.mjs";

/** Runs the command as one does, with this environment and no other. */
async function admin(
  environment: Record<string, string>,
  ...args: string[]
): Promise<[code: number | null, text: string]> {
  const child = spawn(process.execPath, [path.resolve(import.meta.dirname, "../admin.mjs"), ...args], {
    env: { NODE_ENV: "production", PATH: process.env["PATH"], ...environment },
  });
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => parts.push(String(part)));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return [code, parts.join("")];
}

const says = (text: string) => expect.stringContaining(text) as string;

it("makes the owner of a confirmed account an administrator, recorded, and refuses every other in a sentence", async () => {
  const deps = createTestDeps();
  const [ada, unconfirmed, suspended] = [
    await createUser(deps),
    await createUser(deps, { isVerified: false }),
    await createUser(deps),
  ];
  await deps.db.user.update({ where: { id: suspended.id }, data: { suspendedAt: deps.clock.now() } });
  const environment = { DATABASE_URL: globalThis.testDatabaseUrl };
  const grant = (email: string) => admin(environment, "grant", email);
  expect(
    await Promise.all([
      grant(` ${ada.email.toUpperCase()} `),
      grant(unconfirmed.email),
      grant(suspended.email),
      grant("nobody@example.com"),
      grant("no address"),
      admin(environment),
      admin(environment, "grant"),
      admin(environment, "revoke", ada.email),
    ]),
  ).toEqual([
    [0, says("is an administrator now")],
    [1, says("is not confirmed")],
    [1, says("is suspended")],
    [1, says("Nobody has an account")],
    [1, says("not an e-mail address")],
    [2, says("npm run admin -- grant")],
    [2, says("npm run admin -- grant")],
    [2, says("npm run admin -- grant")],
  ]);
  expect(await grant(ada.email)).toEqual([0, says("already")]);
  expect(await deps.db.user.findMany({ where: { role: "ADMIN" }, select: { id: true } })).toEqual([{ id: ada.id }]);
  const events = await deps.db.auditEvent.findMany({ where: { name: "admin.granted" } });
  expect(events.map(({ subjectId, actorId }) => [subjectId, actorId])).toEqual([[ada.id, null]]);
});

it("works on the embedded database of local mode, and says what to do while the app runs on it", async () => {
  const dataDir = path.join(await mkdtemp(path.join(tmpdir(), "latchkey-admin-")), "data");
  const environment = { LATCHKEY_DATA_DIR: dataDir };
  expect(await admin(environment, "grant", "ada@example.com")).toEqual([1, says("no database in")]);
  const { release } = await openDataFolder(dataDir);
  const cacheFile = path.resolve(import.meta.dirname, "../../node_modules/.cache/latchkey/empty-postgres.tar");
  const embedded = await openEmbeddedDatabase({ dataDir, cacheFile });
  await migrate({ connectionString: embedded.url });
  expect(await admin(environment, "grant", "ada@example.com")).toEqual([1, says("already runs")]);
  await embedded.close();
  await release();
  expect(await admin(environment, "grant", "ada@example.com")).toEqual([1, says("Nobody has an account")]);
  await rm(path.dirname(dataDir), { recursive: true });
});
