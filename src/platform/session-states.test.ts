import { beforeEach, describe, expect, it } from "vitest";
import type { SessionKey, SessionState, SessionStates } from "@/core/deps";
import type { Run, Statement } from "@/core/statement";
import { tokenHash } from "@/core/token-hash";
import { openSessionOf, type OpenedSession } from "@/features/sessions/open-session";
import { createTestDeps, testEntry, type TestDeps } from "../../tests/support/deps";
import { createUser } from "../../tests/support/factories";
import { createSessionStates } from "./session-states";

let deps: TestDeps;
let pushIsUp: boolean;
let queries: number;
/** Lets a test do something between a statement's answer and its arrival. */
let beforeAnswer: () => void;
beforeEach(() => {
  deps = createTestDeps();
  pushIsUp = true;
  queries = 0;
  beforeAnswer = () => undefined;
});

const run: Run = async <Row>(statement: Statement) => {
  queries += 1;
  const rows = await deps.statements.run<Row>(statement);
  beforeAnswer();
  return rows;
};

function createStates(max?: number) {
  const push = { isUp: () => pushIsUp, catchUp: () => Promise.resolve() };
  return createSessionStates({ run, push, ...(max === undefined ? {} : { max }) });
}

async function openSession(role: "USER" | "MODERATOR" | "ADMIN" = "USER"): Promise<OpenedSession> {
  const user = await createUser(deps, { role });
  const session = await openSessionOf(deps, user.id, testEntry);
  if (!session) throw new Error("no session");
  return session;
}

const bySecret = ({ secret }: OpenedSession) => ({ secretHash: tokenHash(secret) });

/** As findSession asks for what need not be fresh. */
async function ask(states: SessionStates, key: SessionKey): Promise<SessionState | null> {
  return states.recall(key) ?? (await states.find(key));
}

describe("session states", () => {
  it("asks the database once while the push is up, and every time while it is down", async () => {
    const states = createStates();
    const session = await openSession();
    for (let round = 0; round < 3; round++) await ask(states, bySecret(session));
    expect(queries).toBe(1);
    pushIsUp = false;
    for (let round = 0; round < 3; round++) await ask(states, bySecret(session));
    expect(queries).toBe(4);
  });

  it("finds one session by its secret and by its id", async () => {
    const states = createStates();
    const session = await openSession();
    const found = await ask(states, bySecret(session));
    expect(found).toMatchObject({ kind: "BROWSER", expiresAt: session.expiresAt, user: { id: session.userId } });
    expect(await ask(states, { sessionId: session.sessionId })).toEqual(found);
  });

  it.each(["session", "user"] as const)(
    "forgets what a change of the %s is told about, and nothing else",
    async (what) => {
      const states = createStates();
      const [changed, other] = [await openSession(), await openSession()];
      for (const session of [changed, other]) {
        await ask(states, bySecret(session));
        await ask(states, { sessionId: session.sessionId });
      }
      states.drop(`${what}:${what === "user" ? changed.userId : changed.sessionId}`);
      expect(states.size()).toBe(2);
      await deps.db.session.delete({ where: { id: changed.sessionId } });
      expect(await ask(states, bySecret(changed))).toBeNull();
      expect(await ask(states, { sessionId: changed.sessionId })).toBeNull();
      expect(await ask(states, bySecret(other))).not.toBeNull();
      states.drop("all");
      expect(states.size()).toBe(0);
    },
  );

  it("keeps nothing that was read while a change arrived", async () => {
    const states = createStates();
    const session = await openSession();
    beforeAnswer = () => states.drop(`session:${session.sessionId}`);
    await ask(states, bySecret(session));
    expect(states.size()).toBe(0);
  });

  it("reads the database for what must be fresh, and always for people with a role", async () => {
    const states = createStates();
    const session = await openSession();
    await ask(states, bySecret(session));
    await states.find(bySecret(session));
    expect(queries).toBe(2);
    for (const role of ["MODERATOR", "ADMIN"] as const) {
      const privileged = await openSession(role);
      const before = queries;
      await ask(states, bySecret(privileged));
      await ask(states, bySecret(privileged));
      expect(queries).toBe(before + 2);
    }
  });

  it("knows no session of an unconfirmed or suspended person, whose row is there", async () => {
    const states = createStates();
    const session = await openSession();
    await deps.db.user.update({ where: { id: session.userId }, data: { suspendedAt: deps.clock.now() } });
    expect(await ask(states, bySecret(session))).toBeNull();
    await deps.db.user.update({ where: { id: session.userId }, data: { suspendedAt: null, isVerified: false } });
    expect(await ask(states, bySecret(session))).toBeNull();
  });

  it("holds a bounded number of states, and drops the longest unused first", async () => {
    const states = createStates(3);
    const sessions = [await openSession(), await openSession(), await openSession(), await openSession()];
    const [first, second] = sessions as [OpenedSession, OpenedSession];
    for (const session of sessions.slice(0, 3)) await ask(states, bySecret(session));
    await ask(states, bySecret(first));
    await ask(states, bySecret(sessions[3] as OpenedSession));
    expect(states.size()).toBe(3);
    const before = queries;
    await ask(states, bySecret(first));
    expect(queries).toBe(before);
    await ask(states, bySecret(second));
    expect(queries).toBe(before + 1);
  });

  it("writes when sessions were seen in one statement, never backwards, and shows it before it is written", async () => {
    const states = createStates();
    const [one, two] = [await openSession(), await openSession()];
    const at = new Date(deps.clock.now().getTime() + 60_000);
    for (const { sessionId } of [one, two]) states.seen(sessionId, at);
    expect(await ask(states, bySecret(one))).toMatchObject({ lastSeenAt: at });
    const before = queries;
    await states.flushSeen();
    await states.flushSeen();
    expect(queries).toBe(before + 1);
    states.seen(two.sessionId, deps.clock.now());
    await states.flushSeen();
    const rows = await deps.db.session.findMany();
    expect(rows.map(({ lastSeenAt }) => lastSeenAt)).toEqual([at, at]);
  });

  it("is written by instances that have seen the same sessions in opposite orders, without one waiting for the other in a ring", async () => {
    const { userId } = await openSession();
    await deps.db.session.createMany({
      data: Array.from({ length: 2_000 }, (_, number) => ({
        id: `session ${String(number)}`,
        userId,
        sessionToken: `secret ${String(number)}`,
        expires: new Date(deps.clock.now().getTime() + 3_600_000),
        kind: "TOKEN" as const,
      })),
    });
    const ids = (await deps.db.session.findMany({ select: { id: true } })).map(({ id }) => id);
    const instances = [createStates(), createStates()];
    for (let round = 1; round <= 10; round++) {
      const at = new Date(deps.clock.now().getTime() + round * 60_000);
      for (const states of instances) for (const id of ids.reverse()) states.seen(id, at);
      await Promise.all(instances.map((states) => states.flushSeen()));
      expect(await deps.db.session.count({ where: { lastSeenAt: at } })).toBe(ids.length);
    }
  });
});
