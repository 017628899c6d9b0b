import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { tokenHash } from "@/core/token-hash";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { openSessionOf } from "@/features/sessions/open-session";
import { createTestDeps, testEntry, type TestDeps } from "../../tests/support/deps";
import { createUser } from "../../tests/support/factories";
import { openNetworkPath, type NetworkPath } from "../../tests/support/network-path";
import { openSessionPush, staleAtMostMs, type SessionPush } from "./session-push";

let deps: TestDeps;
let push: SessionPush;
let changes: string[];
let mailCalls: number;
let path: NetworkPath;
beforeEach(async () => {
  deps = createTestDeps();
  changes = [];
  path = await openNetworkPath(new URL(globalThis.testDatabaseUrl));
  mailCalls = 0;
  push = openSessionPush({
    connectionString: path.url,
    onChange: (change) => changes.push(change),
    onMail: () => (mailCalls += 1),
    log: deps.log,
  });
  await expect.poll(() => push.isUp()).toBe(true);
});
afterEach(async () => {
  path.resume();
  await push.close();
  await path.close();
});

async function openSession() {
  const user = await createUser(deps);
  const session = await openSessionOf(deps, user.id, testEntry);
  if (!session) throw new Error("no session");
  // By the database's clock, not by the test's: what has expired is nobody's news.
  await deps.db.session.updateMany({ data: { expires: new Date(Date.now() + 86_400_000) } });
  await push.catchUp();
  return session;
}

describe("session push", () => {
  it("tells the end of a session and every change of what its owner may do, whatever statement makes it", async () => {
    const session = await openSession();
    const told = async (change: string, work: () => Promise<unknown>) => {
      changes = [];
      await work();
      await push.catchUp();
      // On a busy machine a catch-up may end without proof: the push is down then, and the change still comes.
      if (!push.isUp()) await expect.poll(() => changes).toContain(change);
      expect(changes).toContain(change);
    };
    const user = `user:${session.userId}`;
    const where = { id: session.userId };
    await told(user, () => deps.db.user.update({ where, data: { role: "ADMIN" } }));
    await told(user, () => deps.db.user.update({ where, data: { suspendedAt: deps.clock.now() } }));
    await told(user, () => deps.db.user.update({ where, data: { isVerified: false } }));
    await told(user, () => deps.db.user.update({ where, data: { name: "Ada King" } }));
    const soon = new Date(Date.now() + 60_000);
    await told(`session:${session.sessionId}`, () => deps.db.session.updateMany({ data: { expires: soon } }));
    await told(`session:${session.sessionId}`, () => deps.db.session.deleteMany({ where: { userId: where.id } }));
    const another = await openSession();
    await told(`session:${another.sessionId}`, () => deps.db.user.delete({ where: { id: another.userId } }));
    await told("all", () => deps.db.$executeRaw`TRUNCATE "Session" CASCADE`);
  });

  it("is silent about what changes nobody's access", async () => {
    const session = await openSession();
    changes = [];
    await deps.db.session.updateMany({ data: { lastSeenAt: deps.clock.now() } });
    await deps.db.user.update({ where: { id: session.userId }, data: { password: "another hash" } });
    await push.catchUp();
    expect(changes).toEqual([]);
  });

  it("calls for the outbox when a mail is committed, and neither before nor when it is rolled back", async () => {
    const mail = { kind: "reset-link", to: "ada@example.com", subject: "S", text: "T", html: "H" };
    mailCalls = 0;
    const undone = deps.db.$transaction(async (tx) => {
      await enqueueMail(deps, tx, mail);
      throw new Error("undone");
    });
    await expect(undone).rejects.toThrow("undone");
    await deps.db.$transaction(async (tx) => {
      await enqueueMail(deps, tx, mail);
      await push.catchUp();
      expect(mailCalls).toBe(0);
    });
    await expect.poll(() => mailCalls).toBe(1);
  });

  it("tells of nothing that is rolled back", async () => {
    const session = await openSession();
    changes = [];
    const rolledBack = deps.db.$transaction(async (tx) => {
      await tx.session.deleteMany({ where: { sessionToken: tokenHash(session.secret) } });
      throw new Error("not after all");
    });
    await expect(rolledBack).rejects.toThrow("not after all");
    await push.catchUp();
    expect(changes).toEqual([]);
  });

  it("is down as soon as its connection is cut, and up again with everything forgotten", async () => {
    changes = [];
    path.cut();
    await expect.poll(() => push.isUp(), { interval: 1 }).toBe(false);
    await expect.poll(() => push.isUp()).toBe(true);
    expect(changes).toEqual(["all"]);
  });

  it("is down within its bound while the connection only stalls, and hears what it missed before it is up again", async () => {
    const session = await openSession();
    changes = [];
    path.stall();
    const stalledAt = performance.now();
    let lastUpAt = stalledAt;
    const isUp = () => {
      const askedAt = performance.now();
      if (!push.isUp()) return false;
      lastUpAt = askedAt;
      return true;
    };
    await expect.poll(isUp, { interval: 1 }).toBe(false);
    expect(lastUpAt - stalledAt).toBeLessThan(staleAtMostMs);
    await deps.db.session.deleteMany({ where: { userId: session.userId } });
    let whenUp: string[] = [];
    path.resume();
    await expect
      .poll(
        () => {
          if (push.isUp()) whenUp = [...changes];
          return push.isUp();
        },
        { interval: 1 },
      )
      .toBe(true);
    expect(whenUp.some((change) => change === "all" || change === `session:${session.sessionId}`)).toBe(true);
  });

  it("trusts nothing after a catch-up that found no answer", async () => {
    path.stall();
    await push.catchUp();
    expect(push.isUp()).toBe(false);
  });
});
