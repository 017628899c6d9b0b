import { beforeEach, describe, expect, it } from "vitest";
import type { AdminViewer } from "@/core/viewer";
import type { OutboxMailStatus } from "@/platform/prisma/enums";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { noteRefusal, recordEvent } from "../audit-log/record-event";
import { sealEvents } from "../audit-log/seal-events";
import { writeRefusals } from "../audit-log/write-refusals";
import { countUsers } from "./count-users";
import { readOverview } from "./read-overview";
import { overviewPeriodSchema, type OverviewPeriod } from "./schema";

let deps: TestDeps;
let admin: AdminViewer;

beforeEach(async () => {
  deps = createTestDeps();
  admin = (await newViewer(deps, (await createUser(deps, { role: "ADMIN" })).id)) as unknown as AdminViewer;
});

const read = (period: OverviewPeriod) => readOverview(deps, admin, { period });

function hoursAgo(hours: number): Date {
  return new Date(deps.clock.now().getTime() - hours * 3_600_000);
}

type Row = {
  name: string;
  result?: "OK" | "REFUSED";
  reason?: string;
  method?: string;
  hours?: number;
  count?: number;
};

/** Sealed events of `hours` ago, as the hourly counts keep them. */
async function tally(...rows: Row[]): Promise<void> {
  await deps.db.auditTally.createMany({
    data: rows.map(({ hours = 0, ...row }) => ({
      ...{ result: "OK" as const, reason: "", method: "", count: 1 },
      ...row,
      hour: hoursAgo(hours),
    })),
  });
}

const refusal = (reason: string, count: number, hours = 0): Row => ({
  name: "session.refused",
  result: "REFUSED",
  reason,
  count,
  hours,
});

async function mail(status: OutboxMailStatus, hours: number): Promise<void> {
  const at = hoursAgo(hours);
  const id = `${status} ${hours}`;
  await deps.db.outboxMail.create({
    data: { id, kind: "reset-link", recipient: "ada@example.com", status, createdAt: at, dueAt: at },
  });
}

describe("the overview", () => {
  it("counts what was recorded and refused once it is sealed", async () => {
    await deps.db.$transaction((tx) =>
      recordEvent(deps, tx, {
        name: "session.opened",
        actorId: "ada",
        subjectId: "ada",
        details: { method: "google", carrier: "browser" },
      }),
    );
    noteRefusal(deps, {
      name: "session.refused",
      reason: "limited",
      actorId: null,
      subjectId: null,
      details: { method: "password" },
    });
    await writeRefusals(
      deps,
      deps.refused.map((note) => ({ note, count: 7 })),
    );
    expect((await read("24h")).signins.total.now).toBe(0);
    await sealEvents(deps);
    const { signins, refusals } = await read("24h");
    expect(signins.total).toEqual({ now: 1, before: 0 });
    expect(signins.series.map(({ key }) => key)).toEqual(["google"]);
    expect(refusals.reasons).toEqual([
      { event: { name: "session.refused", reason: "limited" }, total: { now: 7, before: 0 } },
    ]);
  });

  it.each([
    ["24h", 24, 1],
    ["7d", 28, 6],
    ["30d", 30, 24],
  ] as const)("draws %s with %i bars of %i h, up to the end of the hour that runs", async (period, bars, hours) => {
    deps.clock.advance({ minutes: 25 });
    const length = bars * hours;
    const { starts, end, signups } = await read(period);
    expect(starts).toHaveLength(bars);
    expect(end).toEqual(new Date("2026-03-01T13:00:00.000Z"));
    expect(starts[1]?.getTime()).toBe((starts[0]?.getTime() ?? 0) + hours * 3_600_000);
    expect(end.getTime() - (starts[0]?.getTime() ?? 0)).toBe(length * 3_600_000);
    expect(signups).toEqual({
      total: { now: 0, before: 0 },
      series: [{ key: "signups", bars: Array.from({ length: bars }, () => 0) }],
    });
  });

  it("puts each hour into its own bar, and what is a whole period old into the one before", async () => {
    const name = "account.signed_up";
    await tally(
      { name, method: "password", hours: 0, count: 2 },
      { name, method: "google", hours: 0, count: 3 },
      { name, hours: 23, count: 5 },
      { name, hours: 24, count: 7 },
      { name, hours: 47, count: 11 },
      { name, hours: 48, count: 13 },
      { name: "account.confirmed", count: 17 },
    );
    const { signups } = await read("24h");
    expect(signups.total).toEqual({ now: 10, before: 18 });
    expect(signups.series[0]?.bars).toEqual([5, ...Array.from({ length: 22 }, () => 0), 5]);
    expect((await read("7d")).signups.total).toEqual({ now: 41, before: 0 });
  });

  it("tells the ways to sign in apart, the most used first, and adds up the rest of many", async () => {
    const name = "session.opened";
    await tally(...["password", "google", "github"].map((method, index) => ({ name, method, count: 30 - index })));
    expect((await read("7d")).signins.series.map(({ key }) => key)).toEqual(["password", "google", "github"]);
    await tally({ name, method: "gitlab", count: 4 }, { name, method: "okta", count: 50 });
    const { total, series } = (await read("7d")).signins;
    const sums = series.map(({ key, bars }) => [key, bars.reduce((sum, count) => sum + count, 0)]);
    expect(sums).toEqual([
      ["okta", 50],
      ["password", 30],
      ["google", 29],
      ["other", 32],
    ]);
    expect(total.now).toBe(141);
  });

  it("lists the eight most frequent reasons by their event, and the rest as one", async () => {
    await tally(
      refusal("limited", 100),
      refusal("limited", 40, 30),
      { name: "account.signup_refused", result: "REFUSED", reason: "limited", count: 90 },
      ...["a", "b", "c", "d", "e", "f", "g", "h"].map((reason, index) => refusal(reason, 20 - index)),
      refusal("only before", 500, 30),
    );
    const { total, reasons } = (await read("24h")).refusals;
    expect(total).toEqual({ now: 100 + 90 + 20 + 19 + 18 + 17 + 16 + 15 + 14 + 13, before: 540 });
    expect(reasons.slice(0, 2)).toEqual([
      { event: { name: "session.refused", reason: "limited" }, total: { now: 100, before: 40 } },
      { event: { name: "account.signup_refused", reason: "limited" }, total: { now: 90, before: 0 } },
    ]);
    expect(reasons).toHaveLength(9);
    expect(reasons.at(-1)).toEqual({ event: null, total: { now: 27, before: 500 } });
  });

  it("shows mails by the state they are in, and compares them only with a period whose mails are still kept", async () => {
    await mail("SENT", 0.1);
    await mail("WAITING", 2);
    await mail("DEAD", 23);
    await mail("SENT", 30);
    const { total, series } = (await read("24h")).mails;
    expect(total).toEqual({ now: 3, before: 1 });
    expect(series.map(({ key, bars }) => [key, bars.lastIndexOf(1)])).toEqual([
      ["SENT", 22],
      ["WAITING", 21],
      ["DEAD", 0],
    ]);
    expect((await read("30d")).mails.total).toEqual({ now: 4, before: null });
  });
});

describe("the number of accounts", () => {
  it("is exact while they are few, and at least as many as were seen where it is estimated", async () => {
    await createUser(deps);
    await createUser(deps);
    expect(await countUsers(deps)).toEqual({ count: 3, isEstimate: false });
    expect(await countUsers(deps, 3)).toEqual({ count: 3, isEstimate: false });
    expect(await countUsers(deps, 1)).toEqual({ count: expect.any(Number) as number, isEstimate: true });
    await deps.db.$executeRaw`ANALYZE "User"`;
    expect(await countUsers(deps, 1)).toEqual({ count: 3, isEstimate: true });
  });
});

it("takes a period that is none for the shortest", () => {
  expect(["30d", "31d", undefined, ["7d"]].map((sent) => overviewPeriodSchema.parse(sent))).toEqual([
    "30d",
    "24h",
    "24h",
    "24h",
  ]);
});
