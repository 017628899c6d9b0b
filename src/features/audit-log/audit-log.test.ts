import { beforeEach, describe, expect, it } from "vitest";
import { createJsonLog } from "@/platform/json-log";
import { createRefusals } from "@/platform/refusals";
import { createTestDeps, testTrace, type TestDeps } from "../../../tests/support/deps";
import { forgetEvents } from "./forget-events";
import { noteRefusal, recordEvent } from "./record-event";
import { sealEvents } from "./seal-events";
import { verifyChain } from "./verify-chain";
import { writeRefusals } from "./write-refusals";

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps();
});

function record(subjectId = "a person"): Promise<void> {
  return deps.db.$transaction((tx) =>
    recordEvent(deps, tx, {
      name: "session.opened",
      actorId: subjectId,
      subjectId,
      sessionId: "a session",
      details: { method: "password", carrier: "browser" },
    }),
  );
}

/** As somebody who holds the database itself does, past every trigger. */
async function tamper(statement: string): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    await tx.$executeRawUnsafe("SET LOCAL session_replication_role = replica");
    await tx.$executeRawUnsafe(statement);
  });
}

describe("an event", () => {
  it("is kept with who, whose, from where and which session", async () => {
    await record();
    expect(await deps.db.auditEvent.findMany()).toEqual([
      expect.objectContaining({
        name: "session.opened",
        result: "OK",
        actorId: "a person",
        subjectId: "a person",
        sessionId: "a session",
        ...testTrace,
        details: { method: "password", carrier: "browser" },
        createdAt: deps.clock.now(),
      }),
    ]);
  });

  it("goes with the change that it tells of: neither is there without the other", async () => {
    const change = deps.db.$transaction(async (tx) => {
      await recordEvent(deps, tx, { name: "password.first_set", actorId: "a", subjectId: "a" });
      throw new Error("the change failed");
    });
    await expect(change).rejects.toThrow("the change failed");
    expect(await deps.db.auditEvent.count()).toBe(0);
  });

  it("takes no detail that its catalogue does not name", async () => {
    const details = { method: "password", carrier: "browser", password: "typed" } as const;
    const written = deps.db.$transaction((tx) =>
      recordEvent(deps, tx, { name: "session.opened", actorId: null, subjectId: null, details }),
    );
    await expect(written).rejects.toThrow();
    expect(await deps.db.auditEvent.count()).toBe(0);
  });

  it.each([
    `UPDATE "AuditEvent" SET "name" = 'another'`,
    `UPDATE "AuditEvent" SET "seal" = NULL`,
    `UPDATE "AuditEvent" SET "seal" = 7`,
    `DELETE FROM "AuditEvent"`,
    `TRUNCATE "AuditEvent"`,
    `UPDATE "AuditSeal" SET "hash" = '\\x00'`,
    `DELETE FROM "AuditSeal"`,
    `TRUNCATE "AuditSeal"`,
  ])("stays as it is after %s", async (statement) => {
    await record();
    await sealEvents(deps);
    await expect(deps.db.$executeRawUnsafe(statement)).rejects.toThrow(/append-only/);
    expect(await verifyChain(deps)).toMatchObject({ seals: 1, events: 1, faults: [] });
  });
});

describe("the lines of the log", () => {
  async function sealedLines(): Promise<unknown[]> {
    const lines: string[] = [];
    const log = createJsonLog({ write: (line) => lines.push(line), clock: deps.clock });
    await sealEvents({ db: deps.db, log });
    return lines.map((line) => JSON.parse(line) as { event: string }).filter(({ event }) => event === "audit");
  }

  it("tell each event whole, once, and what was refused with its count", async () => {
    await record();
    const refusals = createRefusals({ write: (notes) => writeRefusals(deps, notes) });
    for (let round = 0; round < 3; round++)
      noteRefusal(
        { ...deps, refusals },
        { name: "session.refused", reason: "captcha", actorId: null, subjectId: null, details: { method: "password" } },
      );
    await refusals.flush();
    const common = { level: "info", event: "audit", at: deps.clock.now().toISOString(), ...testTrace };
    const person = { actorId: "a person", subjectId: "a person", sessionId: "a session" };
    const nobody = { actorId: null, subjectId: null, sessionId: null };
    expect(await sealedLines()).toEqual([
      expect.objectContaining({ ...common, ...person, name: "session.opened", result: "OK", count: 1 }),
      expect.objectContaining({ ...common, ...nobody, name: "session.refused", reason: "captcha", count: 3 }),
    ]);
    expect(await sealedLines()).toEqual([]);
  });

  it("tell nothing of what was not committed", async () => {
    await deps.db.$transaction(async (tx) => {
      await recordEvent(deps, tx, { name: "user.suspended", actorId: "an administrator", subjectId: "a person" });
      expect(await sealedLines()).toEqual([]);
    });
    await deps.db
      .$transaction(async (tx) => {
        await recordEvent(deps, tx, { name: "user.restored", actorId: "an administrator", subjectId: "a person" });
        throw new RangeError("the change failed");
      })
      .catch(() => undefined);
    expect(await sealedLines()).toEqual([expect.objectContaining({ name: "user.suspended" })]);
  });
});

describe("the chain", () => {
  it("is whole over many seals, by many at once, each event sealed and told once", async () => {
    for (let round = 0; round < 5; round++) {
      await Promise.all(Array.from({ length: 20 }, (_, index) => record(`person ${index}`)));
      await Promise.all(Array.from({ length: 8 }, () => sealEvents(deps)));
    }
    await sealEvents(deps);
    const verdict = await verifyChain(deps);
    expect(verdict).toMatchObject({ events: 100, unsealed: 0, faults: [] });
    expect(verdict.seals).toBeGreaterThanOrEqual(5);
    expect(deps.logged.filter(({ event }) => event === "audit")).toHaveLength(100);
  });

  it.each([
    [
      "an altered event",
      `UPDATE "AuditEvent" SET "subjectId" = 'another' WHERE "number" = (SELECT min("number") FROM "AuditEvent")`,
      "seal_broken",
    ],
    [
      "a deleted event",
      `DELETE FROM "AuditEvent" WHERE "number" = (SELECT min("number") FROM "AuditEvent")`,
      "seal_broken",
    ],
    [
      "an added event",
      `INSERT INTO "AuditEvent" ("createdAt", "name", "result", "seal") VALUES (now(), 'session.opened', 'OK', 2)`,
      "seal_broken",
    ],
    ["a deleted seal", `DELETE FROM "AuditSeal" WHERE "position" = 2`, "chain_broken"],
    ["the last seals cut off", `DELETE FROM "AuditSeal" WHERE "position" >= 2`, "events_without_seal"],
    ["a seal made anew", `UPDATE "AuditSeal" SET "hash" = sha256('x') WHERE "position" = 2`, "chain_broken"],
  ])("shows %s", async (_what, statement, kind) => {
    for (let round = 0; round < 3; round++) {
      await record();
      await sealEvents(deps);
    }
    expect((await verifyChain(deps)).faults).toEqual([]);
    await tamper(statement);
    const { faults } = await verifyChain(deps);
    expect(faults).toContainEqual(expect.objectContaining({ kind }));
  });
});

describe("a seal", () => {
  it("is told to the log with its hash, for whoever keeps it elsewhere", async () => {
    await record();
    await sealEvents(deps);
    const { head } = await verifyChain(deps);
    const told = deps.logged.filter(({ event }) => event === "audit.sealed");
    expect(told).toHaveLength(1);
    expect(told[0]?.text).toContain(head);
  });
});

describe("the retention", () => {
  const dayMs = 86_400_000;

  /** As if the oldest seals had been made so many days ago. */
  async function age(seals: number, days: number): Promise<void> {
    const at = new Date(deps.clock.now().getTime() - days * dayMs).toISOString();
    await tamper(`UPDATE "AuditSeal" SET "sealedAt" = '${at}' WHERE "position" <= ${seals}`);
    await tamper(`UPDATE "AuditTally" SET "hour" = '${at}'`);
  }

  async function sealOneByOne(amount: number): Promise<void> {
    for (let round = 0; round < amount; round++) {
      await record();
      await sealEvents(deps);
    }
  }

  it("lets old seals go with their events and counts, and the chain is whole from there on", async () => {
    await sealOneByOne(30);
    await age(25, 366);
    await record();
    await Promise.all([1, 2, 3].map(() => forgetEvents(deps, { retentionDays: 365 })));
    expect(await verifyChain(deps)).toMatchObject({ seals: 5, events: 5, unsealed: 1, faults: [] });
    expect(await deps.db.auditTally.count()).toBe(0);
  });

  it("keeps what is younger than it", async () => {
    await sealOneByOne(3);
    await age(2, 364);
    await forgetEvents(deps, { retentionDays: 365 });
    expect(await verifyChain(deps)).toMatchObject({ seals: 3, events: 3, faults: [] });
    expect(await deps.db.auditTally.count()).toBe(1);
  });

  it("keeps the newest seal however old it is, so that no position comes again", async () => {
    await sealOneByOne(2);
    await age(2, 900);
    await forgetEvents(deps, { retentionDays: 365 });
    await sealOneByOne(1);
    const seals = await deps.db.auditSeal.findMany({ orderBy: { position: "asc" } });
    expect(seals.map(({ position }) => position)).toEqual([2n, 3n]);
    expect((await verifyChain(deps)).faults).toEqual([]);
  });

  it("cannot be made so short that the last thirty days go", async () => {
    await sealOneByOne(2);
    const soon = new Date(Date.now() + dayMs);
    const forgetting = deps.db.$queryRaw`SELECT "latchkey_forget_audit"(${soon}::timestamptz, 100::integer)`;
    await expect(forgetting).rejects.toThrow(/append-only/);
    expect(await verifyChain(deps)).toMatchObject({ seals: 2, events: 2, faults: [] });
  });
});
