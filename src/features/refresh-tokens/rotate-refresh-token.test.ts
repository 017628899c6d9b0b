import { beforeEach, describe, expect, it } from "vitest";
import { tokenHash } from "@/core/token-hash";
import { findSession } from "@/features/sessions/find-session";
import { openSession } from "@/features/sessions/open-session";
import { createTestDeps, testDevice, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { issueRefreshToken } from "./issue-refresh-token";
import { rotateRefreshToken } from "./rotate-refresh-token";

let deps: TestDeps;
let userId: string;
let sessionId: string;
let first: string;
beforeEach(async () => {
  deps = createTestDeps();
  userId = (await createUser(deps, { email: "ada@example.com" })).id;
  await openLine();
});

async function openLine(): Promise<void> {
  const user = await deps.db.user.findUniqueOrThrow({ where: { id: userId } });
  const session = await openSession(deps, deps.statements.run, user, { kind: "APP", device: testDevice });
  sessionId = session.sessionId;
  first = await issueRefreshToken(deps, deps.statements.run, sessionId);
}

const refused = { ok: false, reason: "invalid" };
const isAlive = async () => (await findSession(deps, { sessionId })) !== null;

async function rotate(refreshToken: string): Promise<string> {
  const outcome = await rotateRefreshToken(deps, { refreshToken });
  if (!outcome.ok) throw new Error("refused");
  return outcome.refreshToken;
}

describe("a refresh token", () => {
  it("is replaced by another of the same session, and kept as a hash alone", async () => {
    const outcome = await rotateRefreshToken(deps, { refreshToken: first });
    expect(outcome).toMatchObject({ ok: true, session: { sessionId, userId } });
    const second = outcome.ok ? outcome.refreshToken : "";
    expect(second).toMatch(/^lkr_[\w-]{43}$/);
    const dump = JSON.stringify(await deps.db.refreshToken.findMany());
    for (const token of [first, second]) expect(dump).not.toContain(token);
  });

  it("has one line of descent when fifty calls come at one instant", async () => {
    const successors = await Promise.all(Array.from({ length: 50 }, () => rotate(first)));
    expect(new Set(successors).size).toBe(1);
    expect(await deps.db.refreshToken.count()).toBe(2);
    expect(await rotate(successors[0] ?? "")).not.toBe(first);
  });

  it("is answered again with its successor while the answer may have been lost", async () => {
    const second = await rotate(first);
    deps.clock.advance({ seconds: 29 });
    expect(await rotate(first)).toBe(second);
    expect(await isAlive()).toBe(true);
  });

  it("ends its whole session when it comes after the grace, and the owner is told once", async () => {
    const second = await rotate(first);
    deps.clock.advance({ seconds: 30 });
    const replays = await Promise.all(
      Array.from({ length: 10 }, () => rotateRefreshToken(deps, { refreshToken: first })),
    );
    for (const outcome of replays) expect(outcome).toEqual(refused);
    expect(await isAlive()).toBe(false);
    expect(await rotateRefreshToken(deps, { refreshToken: second })).toEqual(refused);
    expect(await deps.db.outboxMail.findMany({ select: { kind: true, recipient: true } })).toEqual([
      { kind: "token-replayed", recipient: "ada@example.com" },
    ]);
  });

  it("ends its whole session within the grace too, once its successor is in use", async () => {
    await rotate(await rotate(first));
    expect(await rotateRefreshToken(deps, { refreshToken: first })).toEqual(refused);
    expect(await isAlive()).toBe(false);
  });

  it("ends its whole session also while its successor is being replaced at that instant", async () => {
    for (let round = 0; round < 20; round++) {
      await openLine();
      const second = await rotate(first);
      deps.clock.advance({ seconds: 30 });
      await Promise.all([first, second].map((refreshToken) => rotateRefreshToken(deps, { refreshToken })));
      expect(await isAlive()).toBe(false);
    }
  });

  it("writes no row of its line again but the one that it replaces and the one before", async () => {
    const versions = () => deps.db.$queryRaw<{ version: string }[]>`
      SELECT xmin::text AS "version" FROM "RefreshToken" WHERE "tokenHash" = ${tokenHash(first)}`;
    const third = await rotate(await rotate(first));
    const before = await versions();
    await rotate(third);
    expect(await versions()).toEqual(before);
  });

  it("keeps no token that could be answered again once the successor is in use", async () => {
    await rotate(await rotate(first));
    const rows = await deps.db.refreshToken.findMany({ orderBy: { createdAt: "asc" } });
    expect(rows.filter(({ sealedSuccessor }) => sealedSuccessor !== null)).toHaveLength(1);
  });

  it("never outlives its session's seven days, however often it is replaced", async () => {
    let token = first;
    for (let day = 0; day < 6; day++) {
      deps.clock.advance({ hours: 24 });
      token = await rotate(token);
    }
    deps.clock.advance({ hours: 24 });
    expect(await rotateRefreshToken(deps, { refreshToken: token })).toEqual(refused);
  });

  it("is refused after the idle limit", async () => {
    deps = createTestDeps({ sessionIdleMinutes: 60 });
    deps.clock.advance({ minutes: 60 });
    expect(await rotateRefreshToken(deps, { refreshToken: first })).toEqual(refused);
  });

  it.each([
    ["a suspension", { suspendedAt: new Date() }],
    ["the withdrawal of the confirmation", { isVerified: false }],
  ])("is refused after %s", async (_, data) => {
    await deps.db.user.update({ where: { id: userId }, data });
    expect(await rotateRefreshToken(deps, { refreshToken: first })).toEqual(refused);
  });

  it.each(["", "lkr_unknown", "lkp_unknown", "\u0000", "x".repeat(10_000)])(
    "is nothing that we never gave: %j",
    async (token) => {
      expect(await rotateRefreshToken(deps, { refreshToken: token })).toEqual(refused);
      expect(await isAlive()).toBe(true);
    },
  );
});
