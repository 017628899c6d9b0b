import { beforeEach, describe, expect, it } from "vitest";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { listSessions } from "./list-sessions";
import { sessionTtlDays } from "./policy";

let deps: TestDeps;
let userId: string;
beforeEach(async () => {
  deps = createTestDeps();
  userId = (await createUser(deps)).id;
});

describe("listing one's sessions", () => {
  it("names browsers and apps, the last used first, and marks the current one", async () => {
    const phone = await newViewer(deps, userId, { kind: "APP", device: { label: "Latchkey for iOS", place: null } });
    deps.clock.advance({ minutes: 1 });
    const viewer = await newViewer(deps, userId);
    deps.clock.advance({ minutes: 1 });
    const seenAt = deps.clock.now();
    await deps.db.session.update({ where: { id: phone.sessionId }, data: { lastSeenAt: seenAt } });
    const rows = await listSessions(deps, viewer);
    expect(rows).toEqual([
      expect.objectContaining({ id: phone.sessionId, kind: "APP", label: "Latchkey for iOS", lastSeenAt: seenAt }),
      expect.objectContaining({ id: viewer.sessionId, kind: "BROWSER", label: "Firefox on Linux", place: "192.0.2.x" }),
    ]);
    expect(rows.map(({ isCurrent }) => isCurrent)).toEqual([false, true]);
    expect(rows[1]?.lastSeenAt).toEqual(rows[1]?.createdAt);
  });

  it("shows nobody else's, no personal access token, and nothing of what a session is borne by", async () => {
    const viewer = await newViewer(deps, userId);
    await newViewer(deps, (await createUser(deps)).id);
    const token = { userId, sessionToken: "t".repeat(64), kind: "TOKEN" as const, hint: "abcd" };
    await deps.db.session.create({ data: { ...token, expires: new Date("2027-01-01") } });
    const rows = await listSessions(deps, viewer);
    expect(rows.map(({ id }) => id)).toEqual([viewer.sessionId]);
    expect(Object.keys(rows[0] ?? {}).sort()).toEqual(
      ["createdAt", "expiresAt", "id", "isCurrent", "kind", "label", "lastSeenAt", "place"].sort(),
    );
  });

  it("leaves out what has expired", async () => {
    await newViewer(deps, userId);
    deps.clock.advance({ hours: sessionTtlDays * 24 });
    const viewer = await newViewer(deps, userId);
    expect((await listSessions(deps, viewer)).map(({ id }) => id)).toEqual([viewer.sessionId]);
  });

  it("leaves out what was unused for too long", async () => {
    const limited = { ...deps, sessionIdleMinutes: 30 };
    await newViewer(deps, userId);
    deps.clock.advance({ minutes: 30 });
    const viewer = await newViewer(deps, userId);
    expect((await listSessions(limited, viewer)).map(({ id }) => id)).toEqual([viewer.sessionId]);
  });
});
