import { beforeEach, describe, expect, it } from "vitest";
import { tokenHash } from "@/core/token-hash";
import { createTestDeps, testEntry, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { findSession } from "./find-session";
import { openSessionOf } from "./open-session";

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps({ sessionIdleMinutes: 60 });
});

/** A session, and whether it is still one. */
async function openSession(): Promise<() => Promise<boolean>> {
  const user = await createUser(deps);
  const session = await openSessionOf(deps, user.id, testEntry);
  if (!session) throw new Error("no session");
  return async () => (await findSession(deps, { secretHash: tokenHash(session.secret) })) !== null;
}

describe("a session's life", () => {
  it("ends after seven days to the second, although it is used every hour", async () => {
    deps = createTestDeps({ sessionIdleMinutes: null });
    const isAlive = await openSession();
    for (let hour = 0; hour < 7 * 24 - 1; hour++) {
      deps.clock.advance({ hours: 1 });
      expect(await isAlive()).toBe(true);
    }
    deps.clock.advance({ minutes: 59, seconds: 59 });
    expect(await isAlive()).toBe(true);
    deps.clock.advance({ seconds: 1 });
    expect(await isAlive()).toBe(false);
  });

  it("ends when it was not used for the idle limit, to the minute, and goes on as long as it is", async () => {
    const isAlive = await openSession();
    for (let round = 0; round < 5; round++) {
      deps.clock.advance({ minutes: 59 });
      expect(await isAlive()).toBe(true);
    }
    deps.clock.advance({ minutes: 60 });
    expect(await isAlive()).toBe(false);
    expect(await isAlive()).toBe(false);
  });

  it("is not called idle by an instance that has not seen what another one wrote", async () => {
    const isAlive = await openSession();
    deps.clock.advance({ minutes: 61 });
    await deps.db.session.updateMany({ data: { lastSeenAt: new Date(deps.clock.now().getTime() - 60_000) } });
    expect(await isAlive()).toBe(true);
  });

  it("has no idle limit as a personal access token, which has an end of its own", async () => {
    const isAlive = await openSession();
    await deps.db.session.updateMany({ data: { kind: "TOKEN" } });
    deps.clock.advance({ hours: 72 });
    expect(await isAlive()).toBe(true);
  });
});
