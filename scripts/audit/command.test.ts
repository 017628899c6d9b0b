import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { recordEvent } from "@/features/audit-log/record-event";
import { sealEvents } from "@/features/audit-log/seal-events";
import { openEmbeddedDatabase } from "../../src/local/embedded-database/embedded-database.mjs";
import { createTestDeps, type TestDeps } from "../../tests/support/deps";
import { migrate } from "../migrate.mjs";
import { answer, readAsked } from "./command";
import { openDataFolder } from "../start/data-folder.mjs";

/** Runs the command as one does, with this environment and no other. */
async function audit(environment: Record<string, string>, ...args: string[]) {
  const child = spawn(process.execPath, [path.resolve(import.meta.dirname, "../audit.mjs"), ...args], {
    env: { NODE_ENV: "production", PATH: process.env["PATH"], ...environment },
  });
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => parts.push(String(part)));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, text: parts.join("") };
}

async function ask(deps: TestDeps, ...args: string[]): Promise<[code: number, text: string]> {
  const asked = readAsked(args);
  if (!asked) throw new Error("no command");
  const { code, lines } = await answer(deps.db, asked);
  return [code, lines.join("\n")];
}

async function seal(deps: TestDeps): Promise<void> {
  const event = { name: "token.revoked", actorId: "somebody", subjectId: "somebody" } as const;
  await deps.db.$transaction((tx) => recordEvent(deps, tx, event));
  await sealEvents(deps);
}

/** As somebody who holds the database itself does, past every trigger. */
async function tamper(deps: TestDeps, ...statements: string[]): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    for (const statement of ["SET LOCAL session_replication_role = replica", ...statements])
      await tx.$executeRawUnsafe(statement);
  });
}

it("says whether the chain is whole, also by an anchor that was kept elsewhere", async () => {
  const deps = createTestDeps();
  expect(await ask(deps, "head")).toEqual([0, "Nothing is sealed yet."]);
  for (let round = 0; round < 3; round++) await seal(deps);
  const [code, head] = await ask(deps, "head");
  expect([code, head]).toEqual([0, expect.stringMatching(/^3:[0-9a-f]{64}$/)]);
  const anchor = `--anchor=${head}`;
  const whole = expect.stringMatching(/goes through the anchor\.\nThe chain is whole. Seals: 3; events: 3; /) as string;
  expect(await ask(deps, "verify", anchor)).toEqual([0, whole]);

  await tamper(deps, `DELETE FROM "AuditEvent" WHERE "seal" > 1`, `DELETE FROM "AuditSeal" WHERE "position" > 1`);
  expect(await ask(deps, "verify")).toEqual([0, expect.stringContaining("Seals: 1; events: 1; ")]);
  const cutOff = expect.stringContaining("does not go through the anchor") as string;
  expect(await ask(deps, "verify", anchor)).toEqual([1, cutOff]);
  for (let round = 0; round < 3; round++) await seal(deps);
  expect(await ask(deps, "verify", anchor)).toEqual([1, cutOff]);

  await tamper(deps, `DELETE FROM "AuditEvent" WHERE "seal" < 4`, `DELETE FROM "AuditSeal" WHERE "position" < 4`);
  expect(await ask(deps, "verify", anchor)).toEqual([0, expect.stringContaining("older than what is kept")]);
});

it("ends with 1 where the log of DATABASE_URL was altered", async () => {
  const deps = createTestDeps();
  await seal(deps);
  await tamper(deps, `UPDATE "AuditEvent" SET "subjectId" = 'another'`);
  const altered = await audit({ DATABASE_URL: globalThis.testDatabaseUrl }, "verify");
  expect([altered.code, altered.text]).toEqual([1, expect.stringContaining("Seal 1 does not fit its events")]);
});

it("works on the embedded database of local mode, unless the app runs on it", async () => {
  const dataDir = path.join(await mkdtemp(path.join(tmpdir(), "latchkey-audit-")), "data");
  const environment = { LATCHKEY_DATA_DIR: dataDir };
  const { release } = await openDataFolder(dataDir);
  const cacheFile = path.resolve(import.meta.dirname, "../../node_modules/.cache/latchkey/empty-postgres.tar");
  const embedded = await openEmbeddedDatabase({ dataDir, cacheFile });
  await migrate({ connectionString: embedded.url });
  const running = await audit(environment, "verify");
  expect([running.code, running.text]).toEqual([1, expect.stringContaining("already runs")]);
  await embedded.close();
  await release();
  const ended = await audit(environment, "verify");
  expect([ended.code, ended.text]).toEqual([0, expect.stringContaining("Nothing is sealed yet")]);
  await rm(path.dirname(dataDir), { recursive: true });
});

it.each([
  { args: [] },
  { args: ["erase"] },
  { args: ["verify", "--anchor=1"] },
  { args: ["verify", `--anchor=1:${"g".repeat(64)}`] },
  { args: ["verify", "--all"] },
  { args: ["head", "more"] },
  { args: ["head", `--anchor=1:${"0".repeat(64)}`] },
])("takes $args for no command", ({ args }) => {
  expect(readAsked(args)).toBeNull();
});
