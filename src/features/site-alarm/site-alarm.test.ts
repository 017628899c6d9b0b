import { beforeEach, describe, expect, it } from "vitest";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { noteFinding } from "./note-finding";
import { readAlarms } from "./read-alarms";
import { tallySignins } from "./tally-signins";
import { tellAlarms } from "./tell-alarms";

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps();
});

const isSpraying = async () => (await readAlarms(deps)).spraying.isRaised;
const lines = (event: string) => deps.logged.filter((line) => line.event === event);

async function queueMails(count: number): Promise<void> {
  const at = deps.clock.now();
  await deps.db.outboxMail.createMany({
    data: Array.from({ length: count }, (_, index) => ({
      id: `${at.getTime()} ${index}`,
      kind: "verification-link",
      recipient: `person-${index}@example.com`,
      createdAt: at,
      dueAt: at,
    })),
  });
}

describe("the alarm about spraying", () => {
  it("is raised by a hundred failures in ten minutes, counted by all instances together", async () => {
    await tallySignins(deps, { failed: 49, succeeded: 3 });
    deps.clock.advance({ minutes: 5 });
    await Promise.all(Array.from({ length: 50 }, () => tallySignins(deps, { failed: 1, succeeded: 0 })));
    expect(await isSpraying()).toBe(false);
    await tallySignins(deps, { failed: 1, succeeded: 0 });
    expect(await isSpraying()).toBe(true);
  });

  it("is not raised on a large site, where more people succeed than err", async () => {
    await tallySignins(deps, { failed: 400, succeeded: 400 });
    expect(await isSpraying()).toBe(false);
    await tallySignins(deps, { failed: 1, succeeded: 0 });
    expect(await isSpraying()).toBe(true);
  });

  it("ends ten minutes after the last failure that it needs", async () => {
    await tallySignins(deps, { failed: 100, succeeded: 0 });
    deps.clock.advance({ minutes: 9 });
    expect(await isSpraying()).toBe(true);
    deps.clock.advance({ minutes: 1 });
    expect(await isSpraying()).toBe(false);
  });
});

describe("the alarm about mail", () => {
  it("is raised by a thousand mails in an hour, and ends with the hour", async () => {
    await queueMails(999);
    expect((await readAlarms(deps)).mail.isRaised).toBe(false);
    deps.clock.advance({ minutes: 30 });
    await queueMails(1);
    expect((await readAlarms(deps)).mail).toEqual({ isRaised: true, counts: { mails: 1_000, windowSeconds: 3_600 } });
    deps.clock.advance({ minutes: 31 });
    expect((await readAlarms(deps)).mail.isRaised).toBe(false);
  });
});

describe("telling", () => {
  it("writes one line an alarm and window over all instances, with counts and nobody's address", async () => {
    await tallySignins(deps, { failed: 120, succeeded: 7 });
    await queueMails(1_000);
    await Promise.all(Array.from({ length: 8 }, () => tellAlarms(deps)));
    deps.clock.advance({ minutes: 9 });
    await tellAlarms(deps);
    expect(lines("alarm.mail")).toHaveLength(1);
    expect(lines("alarm.spraying").map(({ level }) => level)).toEqual(["warn"]);
    expect(lines("alarm.spraying")[0]?.text).toContain('"failed":120,"succeeded":7');
    expect(JSON.stringify(deps.logged)).not.toContain("@");
    deps.clock.advance({ minutes: 2 });
    await tallySignins(deps, { failed: 120, succeeded: 0 });
    await tellAlarms(deps);
    expect(lines("alarm.spraying")).toHaveLength(2);
  });

  it("keeps for the doctor when a finding was last seen, and lets one of many callers tell it", async () => {
    const finding = { name: "something", tellEveryMinutes: 60 };
    const told = await Promise.all(Array.from({ length: 20 }, () => noteFinding(deps, finding)));
    expect(told.filter(Boolean)).toHaveLength(1);
    const first = deps.clock.now();
    deps.clock.advance({ minutes: 59 });
    expect(await noteFinding(deps, finding)).toBe(false);
    expect(await deps.db.siteFinding.findMany()).toEqual([
      { name: "something", seenAt: deps.clock.now(), toldAt: first },
    ]);
    deps.clock.advance({ minutes: 1 });
    expect(await noteFinding(deps, finding)).toBe(true);
  });
});
