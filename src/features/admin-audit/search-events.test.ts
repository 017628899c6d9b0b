import { beforeEach, describe, expect, it } from "vitest";
import type { AdminViewer } from "@/core/viewer";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { readAuditFilter } from "./schema";
import { searchEvents } from "./search-events";

let deps: TestDeps;
let admin: AdminViewer;

beforeEach(async () => {
  deps = createTestDeps();
  admin = (await newViewer(deps, (await createUser(deps, { role: "ADMIN" })).id)) as unknown as AdminViewer;
});

type Row = {
  name: string;
  result?: "OK" | "REFUSED";
  reason?: string;
  actorId?: string;
  subjectId?: string;
  sessionId?: string;
  requestId?: string;
  createdAt?: Date;
};

const write = (...rows: Row[]) =>
  deps.db.auditEvent.createMany({ data: rows.map((row) => ({ result: "OK", createdAt: deps.clock.now(), ...row })) });

async function find(sent: Record<string, string>, before: bigint | null = null): Promise<string[]> {
  const { filter, faults } = readAuditFilter(sent);
  expect(faults).toEqual([]);
  const { events } = await searchEvents(deps, admin, { filter, before });
  return events.map(({ name, subjectId }) => [name, subjectId].filter(Boolean).join(" "));
}

const requestId = "7f5a9f9e-35a1-4b53-8f61-4f4a0c8c7a11";

describe("the search of the audit log", () => {
  beforeEach(async () => {
    await write(
      { name: "session.opened", actorId: "ada", subjectId: "ada", sessionId: "one", requestId },
      { name: "session.refused", result: "REFUSED", reason: "limited", subjectId: "ada" },
      { name: "account.signup_refused", result: "REFUSED", reason: "limited" },
      { name: "account.signup_refused", result: "REFUSED", reason: "busy" },
      { name: "user.suspended", actorId: "ada", subjectId: "grace", sessionId: "one" },
      { name: "user.restored", actorId: "alan", subjectId: "grace", sessionId: "two" },
    );
  });

  it.each([
    [
      {},
      [
        "user.restored grace",
        "user.suspended grace",
        "account.signup_refused",
        "account.signup_refused",
        "session.refused ada",
        "session.opened ada",
      ],
    ],
    [{ what: "session.refused" }, ["session.refused ada"]],
    [{ what: "group:admin" }, ["user.restored grace", "user.suspended grace"]],
    [{ result: "OK", what: "group:sign-in" }, ["session.opened ada"]],
    [{ result: "REFUSED" }, ["account.signup_refused", "account.signup_refused", "session.refused ada"]],
    [{ reason: "limited" }, ["account.signup_refused", "session.refused ada"]],
    [{ reason: "limited", what: "group:account" }, ["account.signup_refused"]],
    [{ reason: "limited", what: "user.suspended" }, []],
    [{ person: "ada" }, ["user.suspended grace", "session.refused ada", "session.opened ada"]],
    [{ person: "ada", what: "group:admin" }, ["user.suspended grace"]],
    [{ person: "ada", session: "one", result: "OK" }, ["user.suspended grace", "session.opened ada"]],
    [{ person: "nobody@example.com" }, []],
    [{ session: "two" }, ["user.restored grace"]],
    [{ request: requestId }, ["session.opened ada"]],
  ] satisfies [Record<string, string>, string[]][])("finds by %j just what it asks for", async (sent, expected) => {
    expect(await find(sent)).toEqual(expected);
  });

  it("knows a person by the address too, whatever its case", async () => {
    const { id, email } = await createUser(deps);
    await write({ name: "password.reset", subjectId: id });
    expect(await find({ person: ` ${email.toUpperCase()} ` })).toEqual([`password.reset ${id}`]);
  });

  it("finds one event by its number", async () => {
    const { number } = await deps.db.auditEvent.findFirstOrThrow({ where: { sessionId: "two" } });
    expect(await find({ number: String(number) })).toEqual(["user.restored grace"]);
  });

  it("takes both days whole, in UTC, also where times run a little against the numbers", async () => {
    const at = (time: string) => new Date(`2030-03-${time}Z`);
    await write(
      { name: "a", createdAt: at("01T23:59:59.999") },
      { name: "c", createdAt: at("02T00:00:30") },
      { name: "b", createdAt: at("02T00:00:00") },
      { name: "e", createdAt: at("04T00:00:00") },
      { name: "d", createdAt: at("03T23:59:59.999") },
      { name: "f", createdAt: at("05T00:00:00") },
    );
    expect((await find({ from: "2030-03-02", to: "2030-03-03" })).sort()).toEqual(["b", "c", "d"]);
    expect((await find({ from: "2030-03-01", to: "2030-03-01" })).sort()).toEqual(["a"]);
    expect(await find({ from: "2030-03-02", to: "2030-03-01" })).toEqual([]);
  });
});

describe("the pages of the audit log", () => {
  it("show each event once, the newest first, whatever is added meanwhile", async () => {
    await write(...Array.from({ length: 60 }, (_, index) => ({ name: "token.created", subjectId: `${index}` })));
    const { filter } = readAuditFilter({ what: "token.created" });
    const shown: (string | null)[] = [];
    let before: bigint | null = null;
    do {
      const page: Awaited<ReturnType<typeof searchEvents>> = await searchEvents(deps, admin, { filter, before });
      shown.push(...page.events.map(({ subjectId }) => subjectId));
      before = page.next;
      await write({ name: "token.created", subjectId: "late" });
    } while (before !== null);
    expect(shown).toEqual(Array.from({ length: 60 }, (_, index) => `${59 - index}`));
  });

  it("look through a bounded number of events each, and say where they stopped", async () => {
    await write({ name: "token.created", subjectId: "the first" });
    await deps.db.$executeRaw`
      INSERT INTO "AuditEvent" ("createdAt", "name", "result", "reason")
      SELECT now(), 'session.refused', 'REFUSED', 'limited' FROM generate_series(1, 100500)`;
    const { filter } = readAuditFilter({ result: "OK" });
    const first = await searchEvents(deps, admin, { filter, before: null });
    expect(first).toMatchObject({ events: [], isCut: true });
    const second = await searchEvents(deps, admin, { filter, before: first.next });
    expect(second.events.map(({ subjectId }) => subjectId)).toEqual(["the first"]);
    expect(second).toMatchObject({ next: null, isCut: false });
  });
});

describe("what an address asks for", () => {
  it.each([
    ["number", "12x"],
    ["number", "9".repeat(30)],
    ["what", "toString"],
    ["what", "group:nothing"],
    ["result", "MAYBE"],
    ["reason", "' OR true --"],
    ["person", "two words"],
    ["session", "a\u0000b"],
    ["request", "x".repeat(65)],
    ["from", "2026-02-30"],
    ["to", "9999-01-01"],
    ["to", "0000-01-01"],
  ])("is refused where %s is %j, and nothing else is taken in its place", (field, value) => {
    const { filter, faults, typed } = readAuditFilter({ [field]: value });
    expect(faults).toEqual([field]);
    expect(new Set(Object.values(filter))).toEqual(new Set([null]));
    expect(typed).toMatchObject({ [field]: value });
  });

  it("counts by the first of what it repeats", () => {
    expect(readAuditFilter({ result: ["OK", "REFUSED"] }).filter.result).toBe("OK");
  });
});
