import { beforeEach, describe, expect, it } from "vitest";
import { tokenHash } from "@/core/token-hash";
import { resetPassword } from "@/features/password-reset/reset-password";
import { createResetToken } from "@/core/create-reset-token";
import { createTestDeps, outdatedHash, passedCaptcha, testDevice, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { findSession } from "@/features/sessions/find-session";
import { credentialsSchema } from "./schema";
import { signin, signinApp, type SigninOutcome } from "./signin";

const email = "ada@example.com";
const password = "a violet umbrella in may";

let deps: TestDeps;
let clients = 0;
beforeEach(() => {
  deps = createTestDeps();
});

/** Each request from an address of its own, with a captcha passed: the count of guesses must hold against many machines. */
function tryWith(
  typed: string,
  changes: { email?: string; client?: string; deviceTokens?: string[] } = {},
): Promise<SigninOutcome> {
  const input = credentialsSchema.parse({ email: changes.email ?? email, password: typed });
  const { client = `198.51.100.${clients++}`, deviceTokens = [] } = changes;
  return signin(deps, input, { client, deviceTokens, device: testDevice, captcha: passedCaptcha("signin") });
}

describe("signin", () => {
  it("opens a session whose secret is stored as a hash and ends in seven days", async () => {
    const user = await createUser(deps, { email, password });
    const outcome = await tryWith(password);
    if (!outcome.ok) throw new Error(outcome.reason);
    const row = await deps.db.session.findFirstOrThrow();
    expect(row).toMatchObject({ userId: user.id, expires: outcome.session.expiresAt });
    expect(row.sessionToken).not.toBe(outcome.session.secret);
    expect(await findSession(deps, { secretHash: tokenHash(outcome.session.secret) })).toMatchObject({
      user: { id: user.id, role: "USER" },
    });
    deps.clock.advance({ minutes: 7 * 24 * 60 });
    expect(await findSession(deps, { secretHash: tokenHash(outcome.session.secret) })).toBeNull();
  });

  it("cannot be told apart: unknown address, wrong password, no password, unverified with a wrong password", async () => {
    await createUser(deps, { email, password });
    await createUser(deps, { email: "oauth@example.com", password: null });
    await createUser(deps, { email: "new@example.com", password, isVerified: false });
    const refused = { ok: false, reason: "invalid_credentials" };
    expect(await tryWith("wrong", { email: "nobody@example.com" })).toEqual(refused);
    for (const known of [email, "oauth@example.com", "new@example.com"]) {
      expect(await tryWith("wrong", { email: known })).toEqual(refused);
    }
  });

  it("compares one hash for an unknown address as for a known one", async () => {
    await createUser(deps, { email, password });
    const compared: boolean[] = [];
    const counting = createTestDeps({
      hasher: {
        ...deps.hasher,
        verify: (typed, hash) => {
          compared.push(hash !== null);
          return deps.hasher.verify(typed, hash);
        },
      },
    });
    for (const address of [email, "nobody@example.com"]) {
      await signin(counting, credentialsSchema.parse({ email: address, password: "wrong" }), {
        client: address,
        device: testDevice,
      });
    }
    expect(compared).toEqual([true, false]);
  });

  it("says that the address is unconfirmed only to who gave the right password, and opens nothing", async () => {
    await createUser(deps, { email, password, isVerified: false });
    expect(await tryWith(password)).toEqual({ ok: false, reason: "unverified" });
    expect(await deps.db.session.count()).toBe(0);
  });

  it("evaluates ten guesses in fifteen minutes, whoever sends them, and then not even the right one", async () => {
    await createUser(deps, { email, password });
    const guesses = [];
    for (let guess = 0; guess < 30; guess++) guesses.push(await tryWith(`wrong ${guess}`));
    expect(guesses.filter((outcome) => !outcome.ok && outcome.reason === "invalid_credentials")).toHaveLength(10);
    expect(await tryWith(password)).toEqual({
      ok: false,
      reason: "limited",
      by: "account",
      retryAfterSeconds: 15 * 60,
    });
    deps.clock.advance({ minutes: 15 });
    expect(await tryWith(password)).toMatchObject({ ok: true });
  });

  it("evaluates at most ten of a hundred guesses at the same instant", async () => {
    await createUser(deps, { email, password });
    const guesses = await Promise.all(Array.from({ length: 100 }, (_, index) => tryWith(`wrong ${index}`)));
    expect(guesses.filter((outcome) => !outcome.ok && outcome.reason === "invalid_credentials")).toHaveLength(10);
  });

  it("counts guesses at an address without an account alike", async () => {
    const outcomes = [];
    for (let guess = 0; guess < 12; guess++) outcomes.push(await tryWith("wrong", { email: "nobody@example.com" }));
    expect(outcomes.slice(10)).toMatchObject([{ reason: "limited" }, { reason: "limited" }]);
  });

  it("slides: each guess frees its place fifteen minutes after it was made", async () => {
    await createUser(deps, { email, password });
    for (let guess = 0; guess < 10; guess++) {
      await tryWith("wrong");
      deps.clock.advance({ minutes: 1 });
    }
    expect(await tryWith("wrong")).toMatchObject({ reason: "limited", retryAfterSeconds: 5 * 60 });
    deps.clock.advance({ minutes: 5 });
    expect(await tryWith("wrong")).toEqual({ ok: false, reason: "invalid_credentials" });
    expect(await tryWith("wrong")).toMatchObject({ reason: "limited" });
  });

  it("starts the count anew after the right password", async () => {
    await createUser(deps, { email, password });
    for (let round = 0; round < 3; round++) {
      for (let guess = 0; guess < 9; guess++) await tryWith("wrong");
      expect(await tryWith(password)).toMatchObject({ ok: true });
    }
  });

  it("refuses the sixth request of a client in a minute, over all addresses", async () => {
    for (let round = 0; round < 5; round++)
      await tryWith("wrong", { email: `user${round}@example.com`, client: "192.0.2.1" });
    expect(await tryWith("wrong", { client: "192.0.2.1" })).toMatchObject({ reason: "limited", retryAfterSeconds: 60 });
  });

  it("replaces a hash of the old kind once, also when ten sign-ins find it at the same moment", async () => {
    await createUser(deps, { email, passwordHash: outdatedHash(password) });
    const outcomes = await Promise.all(Array.from({ length: 10 }, () => tryWith(password)));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(10);
    const user = await deps.db.user.findUniqueOrThrow({ where: { email } });
    expect(user.password).toMatch(/^new:/);
    expect(await tryWith(password)).toMatchObject({ ok: true });
    expect(await tryWith("wrong")).toEqual({ ok: false, reason: "invalid_credentials" });
  });

  it("opens no session with the old password while a reset is under way", async () => {
    const user = await createUser(deps, { email, password });
    for (let round = 0; round < 20; round++) {
      const token = await deps.db.$transaction((tx) => createResetToken(deps, tx, user.id));
      const current = round === 0 ? password : `another long password ${round - 1}`;
      await Promise.all([
        tryWith(current),
        resetPassword(deps, { token, password: `another long password ${round}` }, { client: `203.0.113.${round}` }),
        tryWith(current),
      ]);
      expect(await deps.db.session.count()).toBe(0);
    }
  });
});

describe("signing an app in", () => {
  it("opens a session with its refresh token, or none where the token cannot be made", async () => {
    await createUser(deps, { email, password });
    const input = credentialsSchema.parse({ email, password });
    const asker = { client: "198.51.100.250", device: testDevice };
    expect(await signinApp(deps, input, asker)).toMatchObject({
      ok: true,
      session: { userId: expect.any(String) as string },
    });
    expect(
      await deps.db.session.findMany({ select: { kind: true, refreshTokens: { select: { usedAt: true } } } }),
    ).toEqual([{ kind: "APP", refreshTokens: [{ usedAt: null }] }]);
    let secrets = 0;
    const secret = () => {
      secrets += 1;
      if (secrets === 2) throw new Error("no more randomness");
      return deps.random.secret();
    };
    await expect(signinApp({ ...deps, random: { ...deps.random, secret } }, input, asker)).rejects.toThrow(
      "no more randomness",
    );
    expect(await deps.db.session.count()).toBe(1);
  });
});
