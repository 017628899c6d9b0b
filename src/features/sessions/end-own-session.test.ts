import { beforeEach, describe, expect, it } from "vitest";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { endOwnSession } from "./end-own-session";

let deps: TestDeps;
let userId: string;
beforeEach(async () => {
  deps = createTestDeps();
  userId = (await createUser(deps)).id;
});

const unknown = { ok: false, reason: "unknown" };

describe("ending one of one's sessions", () => {
  it.each(["BROWSER", "APP"] as const)("ends a session of kind %s and no other", async (kind) => {
    const viewer = await newViewer(deps, userId);
    const other = await newViewer(deps, userId, { kind });
    expect(await endOwnSession(deps, viewer, { sessionId: other.sessionId })).toEqual({ ok: true });
    expect((await deps.db.session.findMany()).map(({ id }) => id)).toEqual([viewer.sessionId]);
  });

  it("ends the very session that asks", async () => {
    const viewer = await newViewer(deps, userId);
    expect(await endOwnSession(deps, viewer, { sessionId: viewer.sessionId })).toEqual({ ok: true });
    expect(await deps.db.session.count()).toBe(0);
  });

  it("answers for somebody else's session as for one that never was, and leaves it", async () => {
    const viewer = await newViewer(deps, userId);
    const foreign = await newViewer(deps, (await createUser(deps)).id);
    expect(await endOwnSession(deps, viewer, { sessionId: foreign.sessionId })).toEqual(unknown);
    expect(await endOwnSession(deps, viewer, { sessionId: "00000000-0000-4000-8000-000000000000" })).toEqual(unknown);
    expect(await deps.db.session.count()).toBe(2);
  });

  it("does not touch a personal access token", async () => {
    const viewer = await newViewer(deps, userId);
    const token = { userId, sessionToken: "t".repeat(64), kind: "TOKEN" as const, expires: new Date("2027-01-01") };
    const { id } = await deps.db.session.create({ data: token });
    expect(await endOwnSession(deps, viewer, { sessionId: id })).toEqual(unknown);
    expect(await deps.db.session.count()).toBe(2);
  });

  it("ends it once when five ask at one moment", async () => {
    const viewer = await newViewer(deps, userId);
    const { sessionId } = await newViewer(deps, userId);
    const outcomes = await Promise.all(Array.from({ length: 5 }, () => endOwnSession(deps, viewer, { sessionId })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  });
});
