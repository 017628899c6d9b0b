import { beforeEach, describe, expect, it } from "vitest";
import type { CaptchaAction, CaptchaMode } from "@/core/deps";
import { deleteExpired } from "@/core/delete-expired";
import { emailSchema } from "@/core/email";
import { guessLimit } from "@/features/signin/policy";
import { takeGuess } from "@/features/signin/password-guesses";
import { limits } from "@/features/rate-limit/policy";
import { createTestDeps, passedCaptcha, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { mailsTo } from "../../../tests/support/mailbox";
import { mailPass } from "./mail-pass";
import { passMailCap, unsuspicious, wrongGuessesBeforeCaptcha } from "./policy";
import { requireCaptcha, type CaptchaProof } from "./require-captcha";
import { takeAttempt } from "./suspicion";

const email = "ada@example.com";
const required = { ok: false, reason: "captcha", why: "required" };
const refused = { ok: false, reason: "captcha", why: "refused" };
const actions: CaptchaAction[] = ["signup", "signin", "forgot-password", "verification-resend"];

let deps: TestDeps;
let clients: number;
beforeEach(() => {
  deps = createTestDeps();
  clients = 0;
});

type Changes = {
  action?: CaptchaAction;
  client?: string;
  email?: string;
  device?: string;
  isFrequent?: boolean;
  proof?: CaptchaProof;
  mode?: CaptchaMode;
};

/** Each attempt from an address of its own, unless one is named. */
function attempt({ mode = "suspicion", ...changes }: Changes = {}) {
  return requireCaptcha(
    { ...deps, captchaMode: mode },
    { action: "signup", client: `198.51.100.${clients++}`, email, proof: undefined, ...changes },
  );
}

describe("suspicion", () => {
  it.each(actions)("asks who does %s for the first time for nothing", async (action) => {
    expect(await attempt({ action })).toEqual({ ok: true });
  });

  it.each(actions)(
    "asks a client for a captcha after many attempts at %s in an hour, and nobody else",
    async (action) => {
      const client = "192.0.2.1";
      for (let round = 0; round < unsuspicious[action].max; round++)
        expect(await attempt({ action, client })).toEqual({ ok: true });
      expect(await attempt({ action, client })).toEqual(required);
      expect(await attempt({ action, client, proof: passedCaptcha(action) })).toEqual({ ok: true });
      expect(await attempt({ action, client })).toEqual(required);
      expect(await attempt({ action })).toEqual({ ok: true });
      deps.clock.advance({ minutes: 61 });
      expect(await attempt({ action, client })).toEqual({ ok: true });
    },
  );

  it("asks the same of an attempt that was counted together with what refuses it, and counts it once", async () => {
    const client = "192.0.2.1";
    const limit = { name: "test", max: unsuspicious.signin.max + 1, windowSeconds: 60 };
    const take = (captchaMode: CaptchaMode = "suspicion") =>
      takeAttempt({ ...deps, captchaMode }, { action: "signin", client, limits: [limit] });
    for (let round = 0; round < unsuspicious.signin.max; round++) {
      expect(await take()).toEqual({ ok: true, isFrequent: false });
      expect(await attempt({ action: "signin", client, isFrequent: false })).toEqual({ ok: true });
    }
    expect(await take()).toEqual({ ok: true, isFrequent: true });
    expect(await attempt({ action: "signin", client, isFrequent: true })).toEqual(required);
    expect(await take()).toMatchObject({ ok: false, retryAfterSeconds: 60 });
    deps.clock.advance({ minutes: 1 });
    expect(await take("off")).toEqual({ ok: true, isFrequent: false });
  });

  it.each([email, "nobody@example.com"])(
    "asks everybody who signs in to %s after wrong guesses in a row",
    async (to) => {
      await createUser(deps, { email });
      expect(wrongGuessesBeforeCaptcha).toBeLessThan(guessLimit.max);
      for (let guess = 0; guess < wrongGuessesBeforeCaptcha; guess++) {
        expect(await attempt({ action: "signin", email: to })).toEqual({ ok: true });
        await takeGuess(deps, { email: to });
      }
      expect(await attempt({ action: "signin", email: to })).toEqual(required);
      expect(await attempt({ action: "signin", email: "else@example.com" })).toEqual({ ok: true });
      expect(await attempt({ action: "signin", email: to, device: "the owner's" })).toEqual({ ok: true });
      expect(await attempt({ action: "forgot-password", email: to })).toEqual({ ok: true });
    },
  );

  it.each([
    ["spraying", ["signin"]],
    ["mail", ["signup", "forgot-password", "verification-resend"]],
  ] as const)("asks everybody while the alarm about %s is up", async (alarm, asked) => {
    deps.siteAlarm.isRaised = (name) => Promise.resolve(name === alarm);
    for (const action of actions) {
      const isAsked = (asked as readonly string[]).includes(action);
      expect(await attempt({ action }), action).toEqual(isAsked ? required : { ok: true });
    }
  });
});

describe("the modes", () => {
  it("never asks where captchas are off", async () => {
    for (let round = 0; round < 30; round++)
      expect(await attempt({ mode: "off", client: "192.0.2.1" })).toEqual({ ok: true });
  });

  it.each(actions)("always asks who does %s where captchas are always on", async (action) => {
    expect(await attempt({ mode: "always", action })).toEqual(required);
    expect(await attempt({ mode: "always", action, proof: passedCaptcha(action) })).toEqual({ ok: true });
  });
});

describe("an answer", () => {
  const mode = "always";

  it("passes once, of fifty at the same instant one", async () => {
    const proof = passedCaptcha("signup");
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => attempt({ mode, proof })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(outcomes.filter(({ ok }) => !ok)).toEqual(Array.from({ length: 49 }, () => refused));
    expect(await attempt({ mode, proof })).toEqual(refused);
  });

  it("is remembered until it would have ended, and not for long after", async () => {
    const proof = passedCaptcha("signup");
    await attempt({ mode, proof });
    deps.clock.advance({ minutes: 15 });
    await deleteExpired(deps);
    expect(await attempt({ mode, proof })).toEqual(refused);
    deps.clock.advance({ hours: 2 });
    await deleteExpired(deps);
    expect(await deps.db.spentCaptcha.count()).toBe(0);
  });

  it("for another action passes for none", async () => {
    const proof = passedCaptcha("signin");
    expect(await attempt({ mode, proof })).toEqual(refused);
    expect(await attempt({ mode, proof, action: "signin" })).toEqual({ ok: true });
  });

  it("lets nobody in while it cannot be checked, and says that", async () => {
    deps.captcha.verify = () => Promise.resolve({ ok: false, reason: "unavailable" });
    expect(await attempt({ mode, proof: passedCaptcha("signup") })).toEqual({ ...refused, why: "unavailable" });
  });
});

describe("going on by mail", () => {
  const proof: CaptchaProof = { kind: "mail" };
  const mode = "always";
  const client = "192.0.2.1";

  it.each(["signup", "forgot-password", "verification-resend"] as const)(
    "stands in for the captcha of %s, for the mail it sends is the proof; three times an hour for a client",
    async (action) => {
      for (let round = 0; round < 3; round++)
        expect(await attempt({ mode, action, client, proof })).toEqual({ ok: true });
      expect(await attempt({ mode, action, client, proof })).toMatchObject({ ok: false, reason: "limited" });
      expect(await attempt({ mode, action, proof })).toEqual({ ok: true });
    },
  );

  it("does not stand in for the captcha of a sign-in, which sends no mail", async () => {
    expect(await attempt({ mode, action: "signin", proof })).toEqual(required);
  });
});

describe("a mailed pass", () => {
  const browserSecret = "the secret of the browser that asked";
  const address = emailSchema.parse(email);

  async function mailedToken(): Promise<string> {
    await mailPass(deps, { email: address }, { client: `203.0.113.${clients++}`, browserSecret });
    const token = (await mailsTo(deps, email)).at(-1)?.token;
    if (!token) throw new Error("no mail with a link");
    return token;
  }

  function enter(pass: { token: string; browserSecret?: string }, changes: Changes = {}) {
    const proof = { kind: "pass", browserSecret, ...pass } as const;
    return attempt({ mode: "always", action: "signin", proof, ...changes });
  }

  it("passes one sign-in, of fifty at the same instant one", async () => {
    await createUser(deps, { email });
    const token = await mailedToken();
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => enter({ token })));
    expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
    expect(await enter({ token })).toEqual(required);
  });

  it("counts in the browser that asked, for the account that was mailed, for a sign-in alone, and for an hour", async () => {
    await createUser(deps, { email });
    const token = await mailedToken();
    expect(await enter({ token, browserSecret: "another" })).toEqual(required);
    expect(await enter({ token }, { email: "else@example.com" })).toEqual(required);
    expect(await enter({ token }, { action: "signup" })).toEqual(required);
    expect(await enter({ token: "made up" })).toEqual(required);
    deps.clock.advance({ minutes: 60 });
    expect(await enter({ token })).toEqual(required);
  });

  it("is mailed to accounts alone, and the answer does not tell", async () => {
    await createUser(deps, { email });
    const asker = { client: "192.0.2.1", browserSecret };
    const stranger = emailSchema.parse("nobody@example.com");
    const known = await mailPass(deps, { email: address }, asker);
    expect(await mailPass(deps, { email: stranger }, asker)).toEqual(known);
    expect(await deps.db.outboxMail.count()).toBe(1);
  });

  it("is mailed to one address three times an hour, and for one client three times", async () => {
    await createUser(deps, { email });
    for (let round = 0; round < 6; round++) {
      await mailPass(deps, { email: address }, { client: `203.0.113.${round}`, browserSecret });
      deps.clock.advance({ seconds: limits.captchaPassMailbox.windowSeconds });
    }
    expect(await mailsTo(deps, email)).toHaveLength(passMailCap.max);
    const asker = { client: "192.0.2.1", browserSecret };
    for (let round = 0; round < 3; round++)
      expect(await mailPass(deps, { email: address }, asker)).toEqual({ ok: true });
    expect(await mailPass(deps, { email: address }, asker)).toMatchObject({ ok: false, reason: "limited" });
  });
});
