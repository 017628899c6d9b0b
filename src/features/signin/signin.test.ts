import { beforeEach, describe, expect, it } from "vitest";
import { tokenHash } from "@/core/token-hash";
import { resetPassword } from "@/features/password-reset/reset-password";
import { createResetToken } from "@/core/create-reset-token";
import { createTestDeps, outdatedHash, passedCaptcha, testDevice, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { findSession } from "@/features/sessions/find-session";
import { sessionsMax } from "@/features/sessions/policy";
import { wrongGuessesBeforeCaptcha } from "@/features/captcha/policy";
import type { Deps } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import { guessesInARow } from "./password-guesses";
import { guessLimit } from "./policy";
import { credentialsSchema } from "./schema";
import { signin, signinApp, type SigninAsker, type SigninOutcome } from "./signin";

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

describe("a right password", () => {
  it("opens nothing on a suspended account, and is answered as a wrong one", async () => {
    await createUser(deps, { email, password, suspendedAt: deps.clock.now() });
    expect(await tryWith(password)).toEqual({ ok: false, reason: "invalid_credentials" });
    expect([await deps.db.session.count(), await deps.db.auditEvent.count()]).toEqual([0, 0]);
    expect(await guessesInARow(deps, { email })).toBe(1);
  });

  it("opens no session beyond the cap, however many come in at one instant", async () => {
    await createUser(deps, { email, password });
    for (let round = 0; round < 3; round++) {
      const outcomes = await Promise.all(Array.from({ length: 9 }, () => tryWith(password)));
      expect(outcomes.filter(({ ok }) => ok)).toHaveLength(9);
    }
    expect(await deps.db.session.count()).toBe(sessionsMax);
  });

  it("opens no session that outlives a suspension of the same moment", async () => {
    const { id } = await createUser(deps, { email, password });
    for (let round = 0; round < 20; round++) {
      await Promise.all([
        tryWith(password),
        deps.db.$transaction(async (tx) => {
          await lockUserById(tx, id);
          await tx.user.update({ where: { id }, data: { suspendedAt: deps.clock.now() } });
          await tx.session.deleteMany({ where: { userId: id } });
        }),
        tryWith(password),
      ]);
      expect(await deps.db.session.count()).toBe(0);
      await deps.db.user.update({ where: { id }, data: { suspendedAt: null } });
      await deps.db.passwordGuesses.deleteMany();
    }
  });
});

describe("an entry", () => {
  it("is made whole or not at all", async () => {
    await createUser(deps, { email, password });
    const input = credentialsSchema.parse({ email, password });
    const asker = { client: "198.51.100.250", device: testDevice };
    const random = { ...deps.random, secret: () => "the same each time" };
    const enterAgain = () => signinApp({ ...deps, random }, input, asker);
    expect(await enterAgain()).toMatchObject({ ok: true });
    // The secret of a session must be nobody else's, nor a refresh token another's.
    await expect(enterAgain()).rejects.toThrow(/unique/);
    expect([await deps.db.session.count(), await deps.db.refreshToken.count()]).toEqual([1, 1]);
    expect(await deps.db.auditEvent.count()).toBe(1);
    expect(await guessesInARow(deps, { email })).toBe(1);
  });

  it("is given up where the row stays locked, and takes no effect once it is free", async () => {
    const { id } = await createUser(deps, { email, password });
    await deps.db.$transaction(async (tx) => {
      await lockUserById(tx, id);
      await expect(tryWith(password)).rejects.toThrow(/lock timeout/);
    });
    expect([await deps.db.session.count(), await deps.db.auditEvent.count()]).toEqual([0, 0]);
    expect(await tryWith(password)).toMatchObject({ ok: true });
  });
});

describe("a guess that must pass a captcha first", () => {
  const input = credentialsSchema.parse({ email, password: "wrong" });
  const required = { ok: false, reason: "captcha", why: "required" };

  function guess(changes: Partial<Deps> = {}, asker: Partial<SigninAsker> = {}): Promise<SigninOutcome> {
    return signin({ ...deps, ...changes }, input, { client: `198.51.100.${clients++}`, device: testDevice, ...asker });
  }
  const counted = () => guessesInARow(deps, { email });

  it("is the sixth in a row, and is counted once it has passed", async () => {
    for (let count = 1; count <= wrongGuessesBeforeCaptcha; count++) {
      expect(await guess()).toEqual({ ok: false, reason: "invalid_credentials" });
      expect(await counted()).toBe(count);
    }
    expect(await guess()).toEqual(required);
    expect(await guess({}, { deviceTokens: ["no proof of anything"] })).toEqual(required);
    expect(await counted()).toBe(wrongGuessesBeforeCaptcha);
    expect(await guess({}, { captcha: passedCaptcha("signin") })).toEqual({ ok: false, reason: "invalid_credentials" });
    expect(await counted()).toBe(wrongGuessesBeforeCaptcha + 1);
  });

  it("is each one where captchas are always asked for, or while the whole site is guessed at", async () => {
    expect(await guess({ captchaMode: "always" })).toEqual(required);
    const siteAlarm = { ...deps.siteAlarm, isRaised: () => Promise.resolve(true) };
    expect(await guess({ siteAlarm })).toEqual(required);
    expect(await counted()).toBe(0);
  });

  it.each<[string, string[]]>([
    ["nothing", []],
    ["an empty cookie of known devices", [""]],
    ["one that proves nothing", ["no proof of anything"]],
    ["one that somebody else proved himself by", [`${"a".repeat(43)}.9999999999.${"0".repeat(64)}`]],
  ])("is each of a hundred at one instant but the first five, with %s", async (_, deviceTokens) => {
    const outcomes = await Promise.all(Array.from({ length: 100 }, () => guess({}, { deviceTokens })));
    const refusedBy = (reason: string) => outcomes.filter((outcome) => !outcome.ok && outcome.reason === reason).length;
    const evaluated = wrongGuessesBeforeCaptcha;
    expect([refusedBy("invalid_credentials"), refusedBy("captcha")]).toEqual([evaluated, 100 - evaluated]);
    expect(await counted()).toBe(evaluated);
  });

  it("is none where captchas are off, and is counted all the same", async () => {
    for (let count = 0; count < guessLimit.max; count++)
      expect(await guess({ captchaMode: "off" })).toEqual({ ok: false, reason: "invalid_credentials" });
    expect(await guess({ captchaMode: "off" })).toMatchObject({ reason: "limited", by: "account" });
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
