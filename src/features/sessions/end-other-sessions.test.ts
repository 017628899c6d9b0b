import { beforeEach, describe, expect, it } from "vitest";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { endOtherSessions } from "./end-other-sessions";

let deps: TestDeps;
let userId: string;
beforeEach(async () => {
  deps = createTestDeps();
  userId = (await createUser(deps)).id;
});

describe("ending all other sessions", () => {
  it("ends the other browsers and apps, and leaves the one that asks, personal access tokens and other people", async () => {
    const viewer = await newViewer(deps, userId);
    await newViewer(deps, userId);
    await newViewer(deps, userId, { kind: "APP" });
    const foreign = await newViewer(deps, (await createUser(deps)).id);
    const token = { userId, sessionToken: "t".repeat(64), kind: "TOKEN" as const, expires: new Date("2027-01-01") };
    const { id: tokenId } = await deps.db.session.create({ data: token });
    expect(await endOtherSessions(deps, viewer)).toEqual({ ended: 2 });
    const left = (await deps.db.session.findMany()).map(({ id }) => id);
    expect(left.sort()).toEqual([viewer.sessionId, foreign.sessionId, tokenId].sort());
  });

  it("leaves one signed in when all end each other at one moment", async () => {
    const viewers = [];
    for (let count = 0; count < 6; count++) viewers.push(await newViewer(deps, userId));
    const outcomes = await Promise.all(viewers.map((viewer) => endOtherSessions(deps, viewer)));
    expect(outcomes.map(({ ended }) => ended).sort()).toEqual([0, 0, 0, 0, 0, 5]);
    expect(await deps.db.session.count()).toBe(1);
  });

  it("ends nobody for a session that has ended itself", async () => {
    const viewer = await newViewer(deps, userId);
    await newViewer(deps, userId);
    await deps.db.session.delete({ where: { id: viewer.sessionId } });
    expect(await endOtherSessions(deps, viewer)).toEqual({ ended: 0 });
    expect(await deps.db.session.count()).toBe(1);
  });
});
