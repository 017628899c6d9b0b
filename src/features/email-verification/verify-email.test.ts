import { beforeEach, describe, expect, it } from "vitest";
import { resetPassword } from "@/features/password-reset/reset-password";
import { signup } from "@/features/signup/signup";
import { signupSchema } from "@/features/signup/schema";
import { signin } from "@/features/signin/signin";
import { credentialsSchema } from "@/features/signin/schema";
import { emailSchema } from "@/core/email";
import { takeGuess } from "@/features/signin/password-guesses";
import { limits } from "@/features/rate-limit/policy";
import { createTestDeps, testDevice, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { mailsTo } from "../../../tests/support/mailbox";
import { resendVerification } from "./resend-verification";
import { verifyEmail, type VerifyEmailOutcome } from "./verify-email";

const email = "victim@example.com";
const own = { browser: "own-browser".padEnd(43, "x"), password: "a violet umbrella in may" };
const stranger = { browser: "strangers-browser".padEnd(43, "x"), password: "the squatter came first" };

let deps: TestDeps;
let clients = 0;
beforeEach(() => {
  deps = createTestDeps();
});

/** Each request from an address of its own: these tests are not about the limiter. */
function client(): string {
  return `198.51.100.${clients++}`;
}

/** Signs up and answers the token of the mail it caused. */
async function signUpAs(who: { browser: string; password: string }): Promise<string> {
  deps.clock.advance({ seconds: limits.signupMailbox.windowSeconds });
  const known = new Set((await mailsTo(deps, email)).map((mail) => mail.token));
  const input = signupSchema.parse({ name: "Somebody", email, password: who.password });
  await signup(deps, input, { client: client(), browserSecret: who.browser });
  const mail = (await mailsTo(deps, email)).find((candidate) => !known.has(candidate.token));
  if (!mail?.token) throw new Error("no link was mailed");
  return mail.token;
}

function confirm(
  token: string,
  changes: { browser?: string | null; password?: string } = {},
): Promise<VerifyEmailOutcome> {
  const { browser = own.browser, password = "" } = changes;
  return verifyEmail(deps, { token, password }, { client: client(), browserSecret: browser });
}

async function canSignIn(password: string): Promise<boolean> {
  return (await signin(deps, credentialsSchema.parse({ email, password }), { client: client(), device: testDevice }))
    .ok;
}

describe("verifyEmail", () => {
  it("confirms the address in the browser that signed up and keeps the password", async () => {
    expect(await confirm(await signUpAs(own))).toEqual({ ok: true, password: "kept" });
    expect(await canSignIn(own.password)).toBe(true);
  });

  it("opens no session by itself", async () => {
    await confirm(await signUpAs(own));
    expect(await deps.db.session.count()).toBe(0);
  });

  it("says already verified the second time, from any browser", async () => {
    const token = await signUpAs(own);
    await confirm(token);
    expect(await confirm(token, { browser: null })).toEqual({ ok: false, reason: "already_verified" });
  });

  it("lets exactly one of fifty parallel confirmations succeed", async () => {
    const token = await signUpAs(own);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => confirm(token)));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.reason === "already_verified")).toHaveLength(49);
    expect(await canSignIn(own.password)).toBe(true);
  });

  it("forgets what strangers guessed at the address before, so that its owner can sign in at once", async () => {
    const token = await signUpAs(own);
    for (let guess = 0; guess < 10; guess++) await takeGuess(deps, { email });
    expect(await confirm(token)).toEqual({ ok: true, password: "kept" });
    expect(await canSignIn(own.password)).toBe(true);
  });

  it("accepts a link until its last second and refuses it from then on", async () => {
    const token = await signUpAs(own);
    deps.clock.advance({ minutes: 24 * 60 });
    expect(await confirm(token)).toEqual({ ok: false, reason: "expired" });
    deps.clock.advance({ seconds: -1 });
    expect(await confirm(token)).toEqual({ ok: true, password: "kept" });
  });

  it("refuses a reset token, an unknown one and one of another kind", async () => {
    const user = await createUser(deps, { email, isVerified: false });
    const { createResetToken } = await import("@/core/create-reset-token");
    const reset = await deps.db.$transaction((tx) => createResetToken(deps, tx, user.id));
    for (const token of [reset, "x".repeat(43), ""])
      expect(await confirm(token)).toEqual({ ok: false, reason: "invalid" });
    expect(await deps.db.user.findUniqueOrThrow({ where: { email } })).toMatchObject({ isVerified: false });
  });
});

describe("a stranger who signed up with the address first", () => {
  it("has no working password after the owner signed up and confirmed", async () => {
    await signUpAs(stranger);
    const token = await signUpAs(own);
    expect(await confirm(token)).toEqual({ ok: true, password: "kept" });
    expect(await canSignIn(own.password)).toBe(true);
    expect(await canSignIn(stranger.password)).toBe(false);
  });

  it("has none either when the owner confirms the stranger's link", async () => {
    const token = await signUpAs(stranger);
    const outcome = await confirm(token);
    expect(outcome).toMatchObject({ ok: true, password: "to_choose" });
    expect(await canSignIn(stranger.password)).toBe(false);
    if (!outcome.ok || outcome.password !== "to_choose") throw new Error("no password to choose");
    const chosen = await resetPassword(
      deps,
      { token: outcome.resetToken, password: own.password },
      { client: client() },
    );
    expect(chosen).toEqual({ ok: true });
    expect(await canSignIn(own.password)).toBe(true);
  });

  it("cannot win by signing up last", async () => {
    const token = await signUpAs(own);
    await signUpAs(stranger);
    expect(await confirm(token)).toEqual({ ok: true, password: "kept" });
    expect(await canSignIn(own.password)).toBe(true);
    expect(await canSignIn(stranger.password)).toBe(false);
  });

  it("loses identities, sessions and pending links that were prepared before the proof", async () => {
    const token = await signUpAs(own);
    const user = await deps.db.user.findUniqueOrThrow({ where: { email } });
    await deps.db.account.create({
      data: { userId: user.id, type: "oauth", provider: "github", providerAccountId: "1" },
    });
    await deps.db.session.create({ data: { userId: user.id, sessionToken: "x", expires: new Date("2100-01-01") } });
    await confirm(token);
    expect(await deps.db.account.count()).toBe(0);
    expect(await deps.db.session.count()).toBe(0);
    const left = await deps.db.oneTimeToken.findMany({ where: { pendingPasswordHash: { not: null } } });
    expect(left).toEqual([]);
  });
});

describe("a link opened in another browser", () => {
  it("keeps the password for who types it again", async () => {
    const token = await signUpAs(own);
    expect(await confirm(token, { browser: null, password: own.password })).toEqual({ ok: true, password: "kept" });
    expect(await canSignIn(own.password)).toBe(true);
  });

  it("refuses a wrong one without using up the link", async () => {
    const token = await signUpAs(own);
    expect(await confirm(token, { browser: null, password: "not what I typed" })).toEqual({
      ok: false,
      reason: "wrong_password",
    });
    expect(await confirm(token, { browser: null, password: own.password })).toEqual({ ok: true, password: "kept" });
  });
});

describe("a link in the hands of who guesses the password", () => {
  it("has ten guesses evaluated of a hundred at once, counted with those at sign-in, and still confirms without one", async () => {
    const token = await signUpAs(own);
    expect(await canSignIn("not what was typed")).toBe(false);
    const guesses = await Promise.all(
      Array.from({ length: 100 }, (_, index) => confirm(token, { browser: null, password: `a guess ${index}` })),
    );
    const reasons = guesses.map((outcome) => (outcome.ok ? "in" : outcome.reason));
    expect(reasons.filter((reason) => reason === "wrong_password")).toHaveLength(9);
    expect(reasons.filter((reason) => reason === "limited")).toHaveLength(91);
    expect(await confirm(token, { browser: null, password: own.password })).toMatchObject({ reason: "limited" });
    expect(await confirm(token, { browser: null })).toMatchObject({ ok: true, password: "to_choose" });
  });
});

describe("resendVerification", () => {
  const ask = (browser: string | null) =>
    resendVerification(deps, { email: emailSchema.parse(email) }, { client: client(), browserSecret: browser });
  function resend(browser: string | null) {
    deps.clock.advance({ seconds: limits.signupMailbox.windowSeconds });
    return ask(browser);
  }

  it("mails a link that keeps the password for the browser that signed up; the earlier link works too", async () => {
    const first = await signUpAs(own);
    expect(await resend(own.browser)).toEqual({ ok: true });
    const second = (await mailsTo(deps, email)).map((mail) => mail.token).find((token) => token !== first);
    expect(await confirm(second ?? "")).toEqual({ ok: true, password: "kept" });
    expect(await confirm(first)).toEqual({ ok: false, reason: "already_verified" });
  });

  it("never hands a stranger's password to the owner who asks from another browser", async () => {
    const first = await signUpAs(stranger);
    await resend(own.browser);
    const second = (await mailsTo(deps, email)).map((mail) => mail.token).find((token) => token !== first);
    expect(await confirm(second ?? "")).toMatchObject({ ok: true, password: "to_choose" });
    expect(await canSignIn(stranger.password)).toBe(false);
  });

  it("answers alike and mails nothing for unknown and confirmed addresses", async () => {
    expect(await resend(null)).toEqual({ ok: true });
    await createUser(deps, { email, isVerified: true });
    expect(await resend(null)).toEqual({ ok: true });
    expect(await mailsTo(deps, email)).toEqual([]);
  });

  it("mails at most five links an hour, from however many places they are asked for", async () => {
    await createUser(deps, { email, isVerified: false });
    await Promise.all(Array.from({ length: 100 }, () => ask(null)));
    expect(await mailsTo(deps, email)).toHaveLength(1);
    for (let round = 0; round < 10; round++) await resend(null);
    expect(await mailsTo(deps, email)).toHaveLength(5);
    const newest = (await mailsTo(deps, email))[0];
    expect(await confirm(newest?.token ?? "")).toMatchObject({ ok: true });
  });
});
