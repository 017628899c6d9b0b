import { beforeEach, describe, expect, it } from "vitest";
import { tokenHash } from "@/core/token-hash";
import { findSession } from "@/features/sessions/find-session";
import { openSessionOf } from "@/features/sessions/open-session";
import { credentialsSchema } from "@/features/signin/schema";
import { signin } from "@/features/signin/signin";
import { createTestDeps, testDevice, testEntry, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { mailsTo } from "../../../tests/support/mailbox";
import { admitIdentity, continueLink, type LinkingViewer } from "./admit-identity";
import { toIdentity, type Identity } from "./identity";

const email = "ada@example.com";

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps();
});

function identity(
  changes: { subject?: unknown; email?: unknown; emailVerified?: unknown; name?: unknown } = {},
): Identity {
  const profile = { subject: "1001", email, emailVerified: true, name: "Ada", ...changes };
  const made = toIdentity({ provider: "google", providerName: "Google" }, profile);
  if (!made) throw new Error("no identity");
  return made;
}

/** The viewer of a session that was opened just now, on the way to link something. */
async function viewerOf(userId: string): Promise<LinkingViewer & { secret: string }> {
  const session = await openSessionOf(deps, userId, testEntry);
  const live = session && (await findSession(deps, { secretHash: tokenHash(session.secret) }));
  if (!session || !live) throw new Error("no session");
  return { userId, sessionId: live.sessionId, linking: true, secret: session.secret };
}

describe("a person unknown so far", () => {
  it("becomes one confirmed user with one identity, and no provider token is kept", async () => {
    expect(await admitIdentity(deps, identity(), null)).toMatchObject({ ok: true, how: "signed_up" });
    const user = await deps.db.user.findUniqueOrThrow({ where: { email }, include: { accounts: true } });
    expect(user).toMatchObject({ isVerified: true, password: null, role: "USER", name: "Ada" });
    expect(user.accounts).toMatchObject([
      {
        provider: "google",
        providerAccountId: "1001",
        label: email,
        access_token: null,
        refresh_token: null,
        id_token: null,
      },
    ]);
  });

  it("becomes one user and one identity of twenty callbacks at the same moment", async () => {
    const admissions = await Promise.all(Array.from({ length: 20 }, () => admitIdentity(deps, identity(), null)));
    expect(admissions.every((admission) => admission.ok)).toBe(true);
    expect(new Set(admissions.map((admission) => admission.ok && admission.userId)).size).toBe(1);
    expect([await deps.db.user.count(), await deps.db.account.count()]).toEqual([1, 1]);
  });

  it.each([
    ["no address", { email: null }, "no_email"],
    ["an address that is not plain", { email: "Ada <ada@example.com>" }, "no_email"],
    ["an unverified address", { emailVerified: false }, "unverified_email"],
    ["an address of which nothing is said", { emailVerified: undefined }, "unverified_email"],
    ["an address verified by a word", { emailVerified: "true" }, "unverified_email"],
  ])("with %s is refused and leaves no row", async (_what, changes, reason) => {
    expect(await admitIdentity(deps, identity(changes), null)).toEqual({ ok: false, reason });
    expect([await deps.db.user.count(), await deps.db.account.count()]).toEqual([0, 0]);
  });

  it("is known again by provider and subject alone, whatever the address says by then", async () => {
    const first = await admitIdentity(deps, identity(), null);
    const again = await admitIdentity(deps, identity({ email: "other@example.com", emailVerified: false }), null);
    expect(again).toMatchObject({ ok: true, how: "signed_in", userId: first.ok ? first.userId : "" });
    expect(await deps.db.user.count()).toBe(1);
  });

  it("is somebody else with the same subject at another provider", async () => {
    await admitIdentity(deps, identity(), null);
    const elsewhere = { ...identity({ email: "other@example.com" }), provider: "github" };
    expect(await admitIdentity(deps, elsewhere, null)).toMatchObject({ ok: true, how: "signed_up" });
    expect(await deps.db.user.count()).toBe(2);
  });
});

describe("an identity with the address of a confirmed account", () => {
  it("asks its owner to sign in first and links nothing in silence", async () => {
    const user = await createUser(deps, { email });
    expect(await admitIdentity(deps, identity(), null)).toEqual({
      ok: false,
      reason: "needs_local_proof",
      userId: user.id,
    });
    expect(await deps.db.account.count()).toBe(0);
  });

  it("is linked once the owner has signed in, and the owner is told", async () => {
    const user = await createUser(deps, { email });
    expect(await continueLink(deps, identity(), user.id)).toBe("linked");
    expect(await admitIdentity(deps, identity(), null)).toMatchObject({ ok: true, how: "signed_in", userId: user.id });
    expect((await mailsTo(deps, email)).map(({ kind }) => kind)).toEqual(["method-linked"]);
  });

  it("is not linked when somebody else has it by then", async () => {
    const user = await createUser(deps, { email });
    const other = await createUser(deps);
    await continueLink(deps, identity(), other.id);
    expect(await continueLink(deps, identity(), user.id)).toBe("refused");
  });
});

describe("an identity with the address of an unconfirmed account", () => {
  it("gives the mailbox's owner the account, and nothing of the squatter stays", async () => {
    const squatted = await createUser(deps, {
      email,
      password: "the squatter came first",
      isVerified: false,
      name: "Mallory",
    });
    await deps.db.account.create({
      data: { userId: squatted.id, type: "oauth", provider: "github", providerAccountId: "666" },
    });
    const hour = new Date(deps.clock.now().getTime() + 3_600_000);
    await deps.db.oneTimeToken.createMany({
      data: (["VERIFY_EMAIL", "RESET_PASSWORD"] as const).map((purpose) => ({
        userId: squatted.id,
        purpose,
        tokenHash: purpose,
        createdAt: deps.clock.now(),
        expiresAt: hour,
        pendingPasswordHash: "a hash",
      })),
    });
    expect(await admitIdentity(deps, identity(), null)).toEqual({ ok: true, how: "reclaimed", userId: squatted.id });
    const user = await deps.db.user.findUniqueOrThrow({
      where: { email },
      include: { accounts: true, oneTimeTokens: true },
    });
    expect(user).toMatchObject({ isVerified: true, password: null, name: "Ada" });
    expect(user.accounts.map(({ provider }) => provider)).toEqual(["google"]);
    expect(
      user.oneTimeTokens.filter(
        ({ purpose, pendingPasswordHash }) => purpose === "RESET_PASSWORD" || pendingPasswordHash,
      ),
    ).toEqual([]);
    const attempt = credentialsSchema.parse({ email, password: "the squatter came first" });
    expect(await signin(deps, attempt, { client: "192.0.2.1", device: testDevice })).toMatchObject({
      ok: false,
      reason: "invalid_credentials",
    });
  });
});

describe("linking while signed in", () => {
  it("links by a fresh session, whatever the address, and tells the owner", async () => {
    const user = await createUser(deps, { email });
    const viewer = await viewerOf(user.id);
    const unverified = identity({ email: "other@example.com", emailVerified: false });
    expect(await admitIdentity(deps, unverified, viewer)).toEqual({ ok: true, how: "linked", userId: user.id });
    expect((await mailsTo(deps, email)).map(({ kind }) => kind)).toEqual(["method-linked"]);
  });

  it("refuses a session whose proof is ten minutes old, and accepts it a second before", async () => {
    const user = await createUser(deps, { email });
    const viewer = await viewerOf(user.id);
    deps.clock.advance({ minutes: 10 });
    expect(await admitIdentity(deps, identity(), viewer)).toEqual({ ok: false, reason: "needs_fresh_proof" });
    expect(await deps.db.account.count()).toBe(0);
    deps.clock.advance({ seconds: -1 });
    expect(await admitIdentity(deps, identity(), viewer)).toMatchObject({ ok: true, how: "linked" });
  });

  it("refuses a session that ended during the round trip", async () => {
    const user = await createUser(deps, { email });
    const viewer = await viewerOf(user.id);
    await deps.db.session.deleteMany();
    expect(await admitIdentity(deps, identity(), viewer)).toEqual({ ok: false, reason: "needs_fresh_proof" });
    expect(await deps.db.account.count()).toBe(0);
  });

  it("refuses an identity that belongs to somebody else and leaves them untouched", async () => {
    const other = await createUser(deps);
    await continueLink(deps, identity(), other.id);
    const viewer = await viewerOf((await createUser(deps, { email })).id);
    expect(await admitIdentity(deps, identity(), viewer)).toEqual({ ok: false, reason: "belongs_to_other" });
    expect(await deps.db.account.findMany({ select: { userId: true } })).toEqual([{ userId: other.id }]);
  });

  it("gives an identity that two accounts link at the same moment to one of them", async () => {
    const viewers = [];
    for (let index = 0; index < 10; index++) viewers.push(await viewerOf((await createUser(deps)).id));
    const admissions = await Promise.all(viewers.map((viewer) => admitIdentity(deps, identity(), viewer)));
    expect(admissions.filter((admission) => admission.ok)).toHaveLength(1);
    expect(await deps.db.account.count()).toBe(1);
  });

  it("does not happen by merely signing in with another identity", async () => {
    const user = await createUser(deps, { email });
    const viewer = { ...(await viewerOf(user.id)), linking: false };
    const stranger = identity({ email: "stranger@example.com" });
    expect(await admitIdentity(deps, stranger, viewer)).toMatchObject({ ok: true, how: "signed_up" });
    expect(await deps.db.account.count({ where: { userId: user.id } })).toBe(0);
  });
});
