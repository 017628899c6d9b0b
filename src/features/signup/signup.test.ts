import { beforeEach, describe, expect, it } from "vitest";
import type { CaptchaProof } from "@/features/captcha/require-captcha";
import { limits } from "@/features/rate-limit/policy";
import { createTestDeps, passedCaptcha, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { mailsTo } from "../../../tests/support/mailbox";
import { signup, type SignupOutcome } from "./signup";
import { signupSchema } from "./schema";

const email = "ada@example.com";
const password = "a violet umbrella in may";

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps();
});

function claim(
  changes: {
    email?: string;
    name?: string;
    password?: string;
    client?: string;
    browser?: string;
    captcha?: CaptchaProof | undefined;
  } = {},
): Promise<SignupOutcome> {
  const { client = "203.0.113.1", browser = "own", captcha, ...fields } = changes;
  const input = signupSchema.parse({ name: "Ada", email, password, ...fields });
  return signup(deps, input, { client, browserSecret: browser.padEnd(43, "x"), captcha });
}

describe("signup", () => {
  it("makes an unverified user with a hashed password and mails one link", async () => {
    expect(await claim()).toEqual({ ok: true });
    const user = await deps.db.user.findUniqueOrThrow({ where: { email } });
    expect(user).toMatchObject({ name: "Ada", role: "USER", isVerified: false });
    expect(user.password).not.toContain(password);
    const mails = await mailsTo(deps, email);
    expect(mails.map((mail) => mail.kind)).toEqual(["verification-link"]);
  });

  it("keeps neither the link's token nor the mail readable in the database", async () => {
    await claim();
    const [mail] = await mailsTo(deps, email);
    const dump = JSON.stringify([await deps.db.oneTimeToken.findMany(), await deps.db.outboxMail.findMany()]);
    expect(mail?.token).toMatch(/^[\w-]{43}$/);
    expect(dump).not.toContain(mail?.token ?? "no token");
    expect(dump).not.toContain("verify?token");
  });

  it("treats every spelling of an address as one account", async () => {
    await claim();
    await claim({ email: " ADA@Example.com" });
    expect(await deps.db.user.count()).toBe(1);
  });

  it("answers a taken address like a free one and tells its owner alone, once an hour", async () => {
    await createUser(deps, { email, isVerified: true });
    const before = await deps.db.user.findUniqueOrThrow({ where: { email } });
    for (let round = 0; round < 3; round++) expect(await claim({ name: "Mallory" })).toEqual({ ok: true });
    expect((await mailsTo(deps, email)).map((mail) => mail.kind)).toEqual(["already-registered"]);
    expect(await deps.db.user.findUniqueOrThrow({ where: { email } })).toEqual(before);
  });

  it("makes one user and one mail of fifty sign-ups at the same moment", async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 50 }, (_, index) => claim({ client: `203.0.113.${index}` })),
    );
    expect(outcomes).toEqual(Array.from({ length: 50 }, () => ({ ok: true })));
    expect(await deps.db.user.count()).toBe(1);
    expect(await deps.db.oneTimeToken.count()).toBe(1);
    expect(await mailsTo(deps, email)).toHaveLength(1);
  });

  it("takes a second press of the button for the same sign-up, and other words for another", async () => {
    for (const words of [password, password, "another umbrella in june"]) {
      await claim({ password: words });
      deps.clock.advance({ seconds: limits.signupMailbox.windowSeconds });
    }
    expect(await mailsTo(deps, email)).toHaveLength(2);
  });

  it("makes one mail of the same sign-up by many browsers, however long they take, and answers each alike", async () => {
    for (let round = 0; round < 4; round++) {
      expect(await claim({ browser: `browser-${round}`, client: `203.0.113.${round}` })).toEqual({ ok: true });
      deps.clock.advance({ seconds: limits.signupMailbox.windowSeconds });
    }
    expect(await mailsTo(deps, email)).toHaveLength(1);
  });

  it("makes one mail of sign-ups whose hashing ends after another was written down", async () => {
    const verify = deps.hasher.verify.bind(deps.hasher);
    deps.hasher.verify = async (...given) => {
      deps.hasher.verify = verify;
      deps.clock.advance({ seconds: limits.signupMailbox.windowSeconds });
      await claim({ browser: "the faster" });
      return await verify(...given);
    };
    expect(await claim()).toEqual({ ok: true });
    expect(await mailsTo(deps, email)).toHaveLength(1);
    expect(await deps.db.oneTimeToken.count()).toBe(1);
  });

  it("knows a browser's second press when a stranger signed up in between", async () => {
    await claim();
    deps.clock.advance({ seconds: limits.signupMailbox.windowSeconds });
    await claim({ browser: "stranger", password: "the squatter's own password" });
    deps.clock.advance({ seconds: limits.signupMailbox.windowSeconds });
    await claim();
    expect(await mailsTo(deps, email)).toHaveLength(2);
  });

  it("compares one password, whatever was claimed before and whether there is an account", async () => {
    let compared = 0;
    const verify = deps.hasher.verify.bind(deps.hasher);
    deps.hasher.verify = (...given) => {
      compared += 1;
      return verify(...given);
    };
    await createUser(deps, { email: "member@example.com", isVerified: true });
    for (const address of [email, "member@example.com"]) {
      for (let round = 0; round < 4; round++) {
        await claim({ email: address, password: `${password} ${round}`, client: `203.0.113.${round}` });
        deps.clock.advance({ seconds: limits.signupMailbox.windowSeconds });
      }
      expect(compared).toBe(4);
      compared = 0;
    }
  });

  it("mails a second claimant of an address a link of their own", async () => {
    await claim({ password: "the squatter's own password" });
    deps.clock.advance({ seconds: limits.signupMailbox.windowSeconds });
    await claim({ browser: "victim" });
    const mails = await mailsTo(deps, email);
    expect(mails).toHaveLength(2);
    expect(new Set(mails.map((mail) => mail.token)).size).toBe(2);
  });

  it("stops mailing an address after five links in an hour", async () => {
    for (let round = 0; round < 8; round++) {
      await claim({ password: `${password} ${round}`, client: `203.0.113.${round}` });
      deps.clock.advance({ seconds: limits.signupMailbox.windowSeconds });
    }
    expect(await mailsTo(deps, email)).toHaveLength(5);
    deps.clock.advance({ minutes: 61 });
    await claim();
    expect(await mailsTo(deps, email)).toHaveLength(6);
  });

  it("refuses the sixth request of a client in a minute, and says how long to wait", async () => {
    for (let round = 0; round < 5; round++) await claim({ email: `user${round}@example.com` });
    expect(await claim()).toEqual({ ok: false, reason: "limited", retryAfterSeconds: 60 });
    expect(await deps.db.user.count()).toBe(5);
    deps.clock.advance({ seconds: 60 });
    expect(await claim({ captcha: passedCaptcha("signup") })).toEqual({ ok: true });
  });

  it("asks for a captcha from the sixth sign-up of a client in an hour, before anything is hashed or mailed", async () => {
    for (let round = 0; round < 5; round++) {
      expect(await claim({ email: `user${round}@example.com` })).toEqual({ ok: true });
      deps.clock.advance({ minutes: 1 });
    }
    deps.hasher.hash = () => Promise.reject(new Error("hashed"));
    expect(await claim()).toEqual({ ok: false, reason: "captcha", why: "required" });
    expect(await claim({ captcha: { kind: "answer", answer: "wrong" } })).toMatchObject({ why: "refused" });
    expect(await mailsTo(deps, email)).toEqual([]);
  });

  it("lets a weak password use no captcha up", async () => {
    deps = createTestDeps({ captchaMode: "always" });
    const captcha = passedCaptcha("signup");
    expect(await claim({ password: "short", captcha })).toMatchObject({ reason: "weak_password" });
    expect(await claim({ captcha })).toEqual({ ok: true });
  });

  it.each([
    ["short", "too_short"],
    ["passwordpassword", "common"],
    ["aaaaaaaaaaaaaaaaaaaa", "common"],
    ["x".repeat(300), "too_long"],
  ])("refuses the password %j before anything is written", async (weak, weakness) => {
    expect(await claim({ password: weak })).toMatchObject({ ok: false, reason: "weak_password", weakness });
    expect(await deps.db.user.count()).toBe(0);
  });

  it("says it is busy, and writes nothing, when passwords cannot be hashed now", async () => {
    deps = createTestDeps({
      hasher: { ...deps.hasher, hash: async () => ({ ok: false, reason: "busy", retryAfterSeconds: 3 }) },
    });
    expect(await claim()).toEqual({ ok: false, reason: "busy", retryAfterSeconds: 3 });
    expect(await deps.db.user.count()).toBe(0);
  });

  it("ignores fields that are not its own", () => {
    const parsed = signupSchema.parse({ name: "Ada", email, password, role: "ADMIN", isVerified: true, id: "1" });
    expect(Object.keys(parsed).sort()).toEqual(["email", "name", "password"]);
  });
});
