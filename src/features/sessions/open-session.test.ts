import { beforeEach, describe, expect, it } from "vitest";
import { createTestDeps, testEntry, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { openSessionOf } from "./open-session";
import { sessionsMax } from "./policy";

let deps: TestDeps;
let userId: string;
beforeEach(async () => {
  deps = createTestDeps();
  userId = (await createUser(deps)).id;
});

describe("opening a session", () => {
  it("ends the oldest beyond the cap, and no personal access token", async () => {
    const token = { userId, sessionToken: "t".repeat(64), kind: "TOKEN" as const, expires: new Date("2027-01-01") };
    await deps.db.session.create({ data: { ...token, createdAt: new Date("2020-01-01") } });
    const opened: string[] = [];
    for (let count = 0; count < sessionsMax + 3; count++) {
      deps.clock.advance({ seconds: 1 });
      opened.push((await openSessionOf(deps, userId, testEntry))?.sessionId ?? "");
    }
    const live = await deps.db.session.findMany({ where: { kind: "BROWSER" }, orderBy: { createdAt: "asc" } });
    expect(live.map(({ id }) => id)).toEqual(opened.slice(3));
    expect(await deps.db.session.count({ where: { kind: "TOKEN" } })).toBe(1);
  });

  it("holds the cap when thirty are opened at one instant", async () => {
    await Promise.all(Array.from({ length: 30 }, () => openSessionOf(deps, userId, testEntry)));
    expect(await deps.db.session.count()).toBe(sessionsMax);
  });

  it("lets in neither an unconfirmed nor a suspended person", async () => {
    await deps.db.user.update({ where: { id: userId }, data: { suspendedAt: deps.clock.now() } });
    expect(await openSessionOf(deps, userId, testEntry)).toBeNull();
    await deps.db.user.update({ where: { id: userId }, data: { suspendedAt: null, isVerified: false } });
    expect(await openSessionOf(deps, userId, testEntry)).toBeNull();
  });
});
