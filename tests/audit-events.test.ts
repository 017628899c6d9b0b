import { beforeEach, describe, expect, it } from "vitest";
import { auditCatalogue, type AuditName } from "@/features/audit-log/catalogue";
import { rowsBesideTheLog } from "./support/all-rows";
import { accountChanges, moreWays } from "./support/audited-accounts";
import { email, type Change } from "./support/audited-change";
import { contentChanges } from "./support/audited-content";
import { createTestDeps, testTrace, type TestDeps } from "./support/deps";

const ways: [string, AuditName, Change][] = [
  ...Object.entries({ ...accountChanges, ...contentChanges }).map(([name, change]): [string, AuditName, Change] => [
    name,
    name as AuditName,
    change,
  ]),
  ...moreWays.map(([name, way, change]): [string, AuditName, Change] => [`${name} ${way}`, name, change]),
];

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps();
});

describe("a change", () => {
  it.each(ways)("%s leaves its event: whose account, by whom, from where", async (_, name, { by, prepare }) => {
    const { subjectId, actorId, act } = await prepare(deps);
    const before = await deps.db.auditEvent.count();
    await act();
    const events = await deps.db.auditEvent.findMany({ orderBy: { number: "asc" }, skip: before });
    const subject =
      subjectId === undefined ? (await deps.db.user.findUniqueOrThrow({ where: { email } })).id : subjectId;
    const who = { owner: subject, administrator: actorId, none: null }[by ?? "none"];
    expect(events.filter((event) => event.name === name)).toEqual([
      expect.objectContaining({ result: "OK", subjectId: subject, actorId: who, ...testTrace }),
    ]);
  });

  it.each(ways)("%s does not happen where its event cannot be written", async (_, _name, { prepare }) => {
    const { act } = await prepare(deps);
    const before = await rowsBesideTheLog(deps);
    await deps.db
      .$executeRaw`CREATE FUNCTION refuse_event() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'the log is full'; END $$`;
    await deps.db
      .$executeRaw`CREATE TRIGGER refuse_event BEFORE INSERT ON "AuditEvent" FOR EACH ROW EXECUTE FUNCTION refuse_event()`;
    try {
      await expect(act()).rejects.toThrow(/the log is full/);
    } finally {
      await deps.db.$executeRaw`DROP FUNCTION refuse_event CASCADE`;
    }
    expect(await rowsBesideTheLog(deps)).toEqual(before);
  });
});

/** What is told of the site and of no change; the alarm's own tests hold it. */
const ofNoChange = ["site.alarm_raised"];

it("of each kind that the catalogue knows is tried here, so that a new one is as well", () => {
  const changed = Object.entries(auditCatalogue).flatMap(([name, shape]) => ("reasons" in shape ? [] : [name]));
  expect([...new Set(ways.map(([, name]) => name)), ...ofNoChange].sort()).toEqual(changed.sort());
});
