import { beforeEach, describe, expect, it } from "vitest";
import { tokenHash } from "@/core/token-hash";
import type { RecentViewer } from "@/core/viewer";
import { setFirstPassword } from "@/features/password-change/set-first-password";
import { confirmPassword } from "@/features/step-up/confirm-password";
import { findSession } from "@/features/sessions/find-session";
import { openSessionOf } from "@/features/sessions/open-session";
import { takeGuess } from "@/features/signin/password-guesses";
import { createTestDeps, testEntry, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { mailsTo } from "../../../tests/support/mailbox";
import { listSignInMethods } from "./list-sign-in-methods";
import { unlinkIdentity } from "./unlink-identity";

const email = "ada@example.com";
const password = "a violet umbrella in may";

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps();
});

/** A person with these identities, as their newest session sees them. */
async function person(
  providers: string[],
  typed: string | null,
): Promise<{ viewer: RecentViewer; accounts: string[] }> {
  const user = await createUser(deps, { email, password: typed });
  const accounts = [];
  for (const provider of providers) {
    const account = { userId: user.id, type: "oauth", provider, providerAccountId: `${provider}-1` };
    accounts.push((await deps.db.account.create({ data: account })).id);
  }
  return { viewer: await newSession(user.id), accounts };
}

async function newSession(userId: string): Promise<RecentViewer> {
  const opened = await openSessionOf(deps, userId, testEntry);
  const live = opened && (await findSession(deps, { secretHash: tokenHash(opened.secret) }));
  if (!live) throw new Error("no session");
  return { sessionId: live.sessionId, provenAt: live.provenAt, ...live.user } as RecentViewer;
}

function unlink(viewer: RecentViewer, accountId: string | undefined) {
  return unlinkIdentity(deps, viewer, { accountId: accountId ?? "", nameOf: (provider) => provider });
}

describe("unlinkIdentity", () => {
  it("removes the identity, ends the other sessions and tells the owner", async () => {
    const { viewer, accounts } = await person(["google"], password);
    const elsewhere = await newSession(viewer.id);
    expect(await unlink(viewer, accounts[0])).toEqual({ ok: true });
    expect(await deps.db.account.count()).toBe(0);
    expect((await deps.db.session.findMany()).map(({ id }) => id)).toEqual([viewer.sessionId]);
    expect(elsewhere.sessionId).not.toBe(viewer.sessionId);
    expect((await mailsTo(deps, email)).map(({ kind }) => kind)).toEqual(["method-unlinked"]);
  });

  it("is done ten times in an hour at most, for each time is a mail", async () => {
    const { viewer } = await person(["google"], password);
    const outcomes = await Promise.all(Array.from({ length: 12 }, () => unlink(viewer, undefined)));
    expect(
      outcomes.map((outcome) => !outcome.ok && outcome.reason).filter((reason) => reason === "limited"),
    ).toHaveLength(2);
    deps.clock.advance({ hours: 1 });
    expect(await unlink(viewer, undefined)).toEqual({ ok: false, reason: "unknown" });
  });

  it("refuses to remove the last way in", async () => {
    const { viewer, accounts } = await person(["github"], null);
    expect(await unlink(viewer, accounts[0])).toEqual({ ok: false, reason: "last_method" });
    expect(await deps.db.account.count()).toBe(1);
  });

  it("leaves one way in when two removals race for the last two", async () => {
    const { viewer, accounts } = await person(["google", "github"], null);
    const outcomes = await Promise.all(accounts.map((account) => unlink(viewer, account)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await deps.db.account.count()).toBe(1);
  });

  it("treats somebody else's identity like one that does not exist", async () => {
    const { viewer } = await person(["google"], password);
    const other = await createUser(deps);
    const foreign = await deps.db.account.create({
      data: { userId: other.id, type: "oauth", provider: "github", providerAccountId: "2" },
    });
    const unknown = { ok: false, reason: "unknown" };
    expect(await unlink(viewer, foreign.id)).toEqual(unknown);
    expect(await unlink(viewer, "00000000-0000-4000-8000-000000000000")).toEqual(unknown);
    expect(await deps.db.account.count()).toBe(2);
  });
});

describe("setFirstPassword", () => {
  const asker = { client: "192.0.2.1" };

  it("gives an account without one a password, ends the other sessions and tells the owner", async () => {
    const { viewer } = await person(["google"], null);
    await newSession(viewer.id);
    expect(await setFirstPassword(deps, viewer, { password }, asker)).toEqual({ ok: true });
    expect(await listSignInMethods(deps, viewer)).toMatchObject({ hasPassword: true });
    expect(await deps.db.session.count()).toBe(1);
    expect((await mailsTo(deps, email)).map(({ kind }) => kind)).toEqual(["first-password-set"]);
  });

  it("never replaces one, also when two first ones race", async () => {
    const { viewer } = await person(["google"], null);
    const tries = ["seven green bicycles race", "nine orange kites in wind"];
    const outcomes = await Promise.all(
      tries.map((typed) => setFirstPassword(deps, viewer, { password: typed }, asker)),
    );
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await setFirstPassword(deps, viewer, { password }, asker)).toEqual({ ok: false, reason: "has_password" });
  });

  it("opens the account to it, whatever strangers guessed before", async () => {
    const { viewer } = await person(["google"], null);
    for (let guess = 0; guess < 10; guess++) await takeGuess(deps, { email });
    expect(await setFirstPassword(deps, viewer, { password }, asker)).toEqual({ ok: true });
    expect(await takeGuess(deps, { email })).toMatchObject({ ok: true });
  });

  it.each(["short", "passwordpassword", "ada@example.com-ada"])("refuses the password %j", async (weak) => {
    const { viewer } = await person(["google"], null);
    expect(await setFirstPassword(deps, viewer, { password: weak }, asker)).toMatchObject({ reason: "weak_password" });
    expect(await listSignInMethods(deps, viewer)).toMatchObject({ hasPassword: false });
  });
});

describe("confirmPassword", () => {
  it("makes this session's proof fresh again, and no other's", async () => {
    const { viewer } = await person([], password);
    const elsewhere = await newSession(viewer.id);
    deps.clock.advance({ minutes: 30 });
    expect(await confirmPassword(deps, viewer, { password }, { client: "192.0.2.1", deviceTokens: [] })).toEqual({
      ok: true,
    });
    const proofs = new Map((await deps.db.session.findMany()).map(({ id, provenAt }) => [id, provenAt]));
    expect(proofs.get(viewer.sessionId)).toEqual(deps.clock.now());
    expect(proofs.get(elsewhere.sessionId)).not.toEqual(deps.clock.now());
  });

  it("counts its guesses with those at sign-in: ten in fifteen minutes", async () => {
    const { viewer } = await person([], password);
    const outcomes = [];
    for (let guess = 0; guess < 12; guess++) {
      outcomes.push(
        await confirmPassword(deps, viewer, { password: "wrong" }, { client: `192.0.2.${guess}`, deviceTokens: [] }),
      );
    }
    const reasons = outcomes.map((outcome) => (outcome.ok ? "ok" : outcome.reason));
    expect(reasons.filter((reason) => reason === "wrong_password")).toHaveLength(10);
    expect(reasons.slice(10)).toEqual(["limited", "limited"]);
  });
});
