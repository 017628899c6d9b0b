import { randomBytes } from "node:crypto";
import path from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deleteExpired, deleteExpiredLimits } from "@/core/delete-expired";
import { forgetEvents } from "@/features/audit-log/forget-events";
import { recordEvent } from "@/features/audit-log/record-event";
import { sealEvents } from "@/features/audit-log/seal-events";
import { verifyChain } from "@/features/audit-log/verify-chain";
import { cleanPictures } from "@/features/images/clean-pictures";
import { openSession } from "@/features/sessions/open-session";
import { signupSchema } from "@/features/signup/schema";
import { signup } from "@/features/signup/signup";
import { openDatabase } from "@/platform/database";
import { createStatements } from "@/platform/statements";
import { checkAuditLog } from "../scripts/doctor/checks/audit-log";
import { checkDatabase, checkMigrations, checkPrivileges } from "../scripts/doctor/checks/database";
import { checkSessionPush } from "../scripts/doctor/checks/database-beside";
import { openContext } from "../scripts/doctor/context";
import { migrate } from "../scripts/migrate.mjs";
import { asAdmin } from "./support/database";
import { createTestDeps, testDevice, type TestDeps } from "./support/deps";
import { createUser } from "./support/factories";
import { createEmptyDatabase, type StartingDatabase } from "./support/starting-database";

const role = `runtime_${randomBytes(6).toString("hex")}`;
const password = randomBytes(12).toString("hex");
const dayMs = 86_400_000;

let database: StartingDatabase;
let runtimeUrl: string;
let opened: ReturnType<typeof openDatabase>;
let deps: TestDeps;

beforeAll(async () => {
  database = await createEmptyDatabase();
  await asAdmin((admin) => admin.query(`CREATE ROLE ${role} LOGIN PASSWORD '${password}'`));
  await migrate({ connectionString: database.url, grantTo: role });
  runtimeUrl = Object.assign(new URL(database.url), { username: role, password }).href;
  opened = openDatabase(runtimeUrl);
  const { db, pool } = opened;
  deps = createTestDeps({ db, statements: createStatements(pool, { isNamed: true }) });
});
afterAll(async () => {
  await opened.db.$disconnect();
  await opened.pool.end();
  await database.drop();
  await asAdmin((admin) => admin.query(`DROP ROLE ${role}`));
});

function record(): Promise<void> {
  const event = { name: "token.revoked", actorId: "somebody", subjectId: "somebody" } as const;
  return deps.db.$transaction((tx) => recordEvent(deps, tx, event));
}

/** As the runtime role, in a session that is its own alone. */
async function asRuntime<Result>(work: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: runtimeUrl });
  await client.connect();
  return await work(client).finally(() => client.end());
}

describe("the app under a role of its own", () => {
  it("signs people up, opens sessions, seals, verifies and cleans up", async () => {
    const input = signupSchema.parse({ name: "Ada", email: "ada@example.com", password: "a violet umbrella in may" });
    const signed = await signup(deps, input, {
      client: "203.0.113.1",
      browserSecret: "own".padEnd(43, "x"),
      captcha: undefined,
    });
    expect(signed).toEqual({ ok: true });
    const user = await deps.db.user.update({ where: { email: "ada@example.com" }, data: { isVerified: true } });
    await openSession(deps, deps.statements.run, user, { kind: "BROWSER", device: testDevice });
    expect(await deps.db.session.count()).toBe(1);
    await record();
    await sealEvents(deps);
    const { events, faults } = await verifyChain(deps);
    expect([events >= 1, faults]).toEqual([true, []]);
    await forgetEvents(deps, { retentionDays: 365 });
    await deleteExpired(deps);
    await deleteExpiredLimits(deps);
  });

  it.each([
    `UPDATE "AuditEvent" SET "name" = 'another'`,
    `UPDATE "AuditEvent" SET "seal" = 1`,
    `DELETE FROM "AuditEvent"`,
    `TRUNCATE "AuditEvent"`,
    `ALTER TABLE "AuditEvent" DISABLE TRIGGER ALL`,
    `ALTER TABLE "AuditEvent" DISABLE TRIGGER "latchkey_audit_event_kept"`,
    `ALTER TABLE "AuditEvent" ADD COLUMN "more" text`,
    `DROP TRIGGER "latchkey_audit_event_kept" ON "AuditEvent"`,
    `DROP TABLE "AuditEvent"`,
    `ALTER TABLE "AuditEvent" OWNER TO ${role}`,
    `CREATE OR REPLACE FUNCTION "latchkey_keep_audit_event"() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'`,
    `SET session_replication_role = replica`,
    ...["AuditSeal", "AuditTally"].flatMap((table) => [
      `INSERT INTO "${table}" SELECT * FROM "${table}"`,
      `DELETE FROM "${table}"`,
      `TRUNCATE "${table}"`,
      `ALTER TABLE "${table}" DISABLE TRIGGER ALL`,
      `DROP TABLE "${table}"`,
    ]),
    `UPDATE "AuditSeal" SET "hash" = '\\x00'`,
    `UPDATE "AuditTally" SET "count" = 0`,
    `DELETE FROM "_prisma_migrations"`,
    `CREATE TABLE "Other" ()`,
    `ALTER TABLE "User" ADD COLUMN "more" text`,
    `DROP TABLE "Post"`,
  ])("may not %s", async (statement) => {
    await expect(asRuntime((client) => client.query(statement))).rejects.toThrow(/permission denied|must be owner/);
  });

  it("cannot pass off a temporary table as the log's own to what runs with the owner's rights", async () => {
    for (let round = 0; round < 2; round++) {
      await record();
      await sealEvents(deps);
    }
    const before = await verifyChain(deps);
    await asRuntime(async (client) => {
      await client.query(`CREATE TEMP TABLE "AuditSeal" AS SELECT "position", now() - interval '900 days' AS "sealedAt", "events",
        "previousHash", "hash" FROM public."AuditSeal"`);
      await client.query(`INSERT INTO pg_temp."AuditSeal" VALUES (1000, now() - interval '1 day', 1, '', '')`);
      await client.query(`GRANT ALL ON pg_temp."AuditSeal" TO PUBLIC`);
      const { rows } = await client.query(
        `SELECT "latchkey_forget_audit"(now() - interval '365 days', 100) AS forgotten`,
      );
      expect(rows).toEqual([{ forgotten: 0 }]);
    });
    expect(await verifyChain(deps)).toEqual(before);
  });

  it("cannot have an owner's right by a temporary table in the place of one that a trigger writes", async () => {
    const user = await createUser(deps);
    const image = { ownerId: user.id, kind: "AVATAR" as const, createdAt: new Date() };
    const { id: imageId } = await deps.db.image.create({ data: image });
    await deps.pictureStore.put(imageId, [{ width: 96, bytes: new Uint8Array(1) }]);
    await asRuntime(async (client) => {
      for (const table of ["StrayPicture", "ImageFile"])
        await client.query(`CREATE TEMP TABLE "${table}" AS SELECT * FROM public."${table}"`);
      await client.query(`DELETE FROM public."User" WHERE "id" = $1`, [user.id]);
      expect((await client.query(`SELECT FROM pg_temp."StrayPicture"`)).rowCount).toBe(0);
    });
    expect(await deps.db.strayPicture.count({ where: { imageId } })).toBe(1);
    expect(await deps.db.imageFile.count({ where: { imageId } })).toBe(0);
    await cleanPictures(deps);
    expect(await deps.db.strayPicture.count()).toBe(0);
  });

  it("cannot forget what is younger than thirty days", async () => {
    const soon = new Date(Date.now() + dayMs).toISOString();
    await record();
    await sealEvents(deps);
    await record();
    await sealEvents(deps);
    const forgetting = asRuntime((client) => client.query(`SELECT "latchkey_forget_audit"($1, 100)`, [soon]));
    await expect(forgetting).rejects.toThrow(/append-only/);
  });

  it("may seal and forget where others may not", async () => {
    const { rows } = await database.client.query(
      `SELECT has_function_privilege('public', p.oid, 'EXECUTE') AS "public", has_function_privilege($1, p.oid, 'EXECUTE') AS "runtime",
         p.proconfig AS "settings"
       FROM pg_proc p WHERE p.proname IN ('latchkey_seal_audit', 'latchkey_forget_audit') AND p.prosecdef`,
      [role],
    );
    expect(rows).toEqual(Array(2).fill({ public: false, runtime: true, settings: ["search_path=public, pg_temp"] }));
  });
});

it("is a user that the doctor finds nothing wrong with", async () => {
  await sealEvents(deps);
  const root = path.resolve(import.meta.dirname, "..");
  const context = openContext({ root, source: { DATABASE_URL: runtimeUrl }, mode: "production" });
  const checks = [checkDatabase, checkMigrations, checkPrivileges, checkAuditLog, checkSessionPush];
  const look = async () => {
    const findings = await Promise.all(checks.map((check) => check(context)));
    return findings.flat().map(({ id, level }) => [id, level]);
  };
  // On a busy machine a notification may come late.
  await expect
    .poll(look)
    .toEqual(["database", "migrations", "privileges", "audit-log", "session-push"].map((id) => [id, "good"]));
  context.database?.close();
});

describe("the grant", () => {
  const run = (to: string) => migrate({ connectionString: database.url, grantTo: to });

  it("takes back what the role had besides, each time it is given", async () => {
    await database.client.query(`GRANT ALL ON "AuditEvent", "AuditSeal" TO ${role}`);
    await run(role);
    await expect(asRuntime((client) => client.query(`DELETE FROM "AuditSeal"`))).rejects.toThrow("permission denied");
  });

  it("is refused to the owner, to a superuser, and to a role that is not there", async () => {
    const owner = decodeURIComponent(new URL(database.url).username);
    await expect(run(owner)).rejects.toThrow("has the rights of the tables' owner");
    await expect(run("nobody of this name")).rejects.toThrow("There is no role");
  });
});
