import { createHash } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { emailSchema } from "@/core/email";
import { credentialsSchema } from "@/features/signin/schema";
import { signin } from "@/features/signin/signin";
import { guessLimit } from "@/features/signin/policy";
import { signup } from "@/features/signup/signup";
import { signupSchema } from "@/features/signup/schema";
import { limits } from "@/features/rate-limit/policy";
import { createTestDeps, testDevice, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { mailsTo } from "../../../tests/support/mailbox";
import { verificationCode } from "./policy";
import { resendVerification } from "./resend-verification";
import { verificationCodeSchema } from "./schema";
import { verifyByCode, type VerifyByCodeOutcome } from "./verify-by-code";
import { verifyEmail } from "./verify-email";

const email = "ada@example.com";
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

type Mailed = { code: string; token: string };

/** What the mail holds that came since the last look. */
async function causedBy(work: () => Promise<unknown>): Promise<Mailed> {
  const known = new Set((await mailsTo(deps, email)).map((mail) => mail.id));
  await work();
  const mail = (await mailsTo(deps, email)).find(({ id }) => !known.has(id));
  return { code: /^\d{6}$/m.exec(mail?.text ?? "")?.[0] ?? "no code", token: mail?.token ?? "no token" };
}

function signUpAs(who: { browser: string; password: string }, address = email): Promise<Mailed> {
  deps.clock.advance({ seconds: limits.signupMailbox.windowSeconds });
  const input = signupSchema.parse({ name: "Somebody", email: address, password: who.password });
  return causedBy(() => signup(deps, input, { client: client(), browserSecret: who.browser }));
}

function resendFor(browser: string | null): Promise<Mailed> {
  deps.clock.advance({ seconds: limits.signupMailbox.windowSeconds });
  const input = { email: emailSchema.parse(email) };
  return causedBy(() => resendVerification(deps, input, { client: client(), browserSecret: browser }));
}

function type(code: string, browser: string | null = own.browser, address = email): Promise<VerifyByCodeOutcome> {
  const input = { email: emailSchema.parse(address), code };
  return verifyByCode(deps, input, { client: client(), browserSecret: browser });
}

async function canSignIn(password: string): Promise<boolean> {
  const input = credentialsSchema.parse({ email, password });
  return (await signin(deps, input, { client: client(), device: testDevice })).ok;
}

/** Another code than the mailed one. */
function wrong(code: string): string {
  return code === "000000" ? "000001" : "000000";
}

const wrongCode = { ok: false, reason: "wrong_code" };

describe("verifyByCode", () => {
  it("confirms the address in the browser that signed up and keeps the password", async () => {
    const { code } = await signUpAs(own);
    expect(await type(code)).toEqual({ ok: true });
    expect(await canSignIn(own.password)).toBe(true);
  });

  it("takes twenty codes an hour of one client, and counts a wrong one as a failed sign-in of the site", async () => {
    const failed: string[] = [];
    deps.siteAlarm.signinEnded = (outcome) => void failed.push(outcome);
    const askers = { client: "203.0.113.9", browserSecret: null };
    const outcomes = [];
    for (let round = 0; round < 21; round++) {
      deps.clock.advance({ minutes: 1 });
      outcomes.push(
        await verifyByCode(deps, { email: emailSchema.parse(`p${round}@example.com`), code: "000000" }, askers),
      );
    }
    expect(outcomes.slice(0, 20)).toEqual(Array.from({ length: 20 }, () => wrongCode));
    expect(outcomes[20]).toMatchObject({ ok: false, reason: "limited" });
    expect(failed).toEqual(Array.from({ length: 20 }, () => "failed"));
  });

  it("opens no session by itself", async () => {
    await type((await signUpAs(own)).code);
    expect(await deps.db.session.count()).toBe(0);
  });

  it("lets exactly one of fifty parallel tries confirm, and evaluates no more than five", async () => {
    const { code } = await signUpAs(own);
    const outcomes = await Promise.all(Array.from({ length: 50 }, () => type(code)));
    expect(outcomes.filter((outcome) => outcome.ok)).toHaveLength(1);
    const evaluated = outcomes.filter((outcome) => !outcome.ok && outcome.reason === "already_verified");
    expect(evaluated.length).toBeLessThanOrEqual(verificationCode.tries - 1);
    expect(await canSignIn(own.password)).toBe(true);
  });

  it("says already verified to who types the right code again, or after the link", async () => {
    const { code, token } = await signUpAs(own);
    await verifyEmail(deps, { token, password: "" }, { client: client(), browserSecret: own.browser });
    expect(await type(code)).toEqual({ ok: false, reason: "already_verified" });
    expect(await type(wrong(code))).toEqual(wrongCode);
  });

  it("leaves the link nothing to confirm", async () => {
    const { code, token } = await signUpAs(own);
    await type(code);
    const asker = { client: client(), browserSecret: own.browser };
    expect(await verifyEmail(deps, { token, password: "" }, asker)).toEqual({ ok: false, reason: "already_verified" });
  });

  it("refuses a code from its tenth minute on, and takes the link for the rest of its day", async () => {
    const { code, token } = await signUpAs(own);
    deps.clock.advance({ minutes: 10 });
    expect(await type(code)).toEqual(wrongCode);
    deps.clock.advance({ hours: 20 });
    const asker = { client: client(), browserSecret: own.browser };
    expect(await verifyEmail(deps, { token, password: "" }, asker)).toEqual({ ok: true, password: "kept" });
  });

  it("accepts a code in the last second of its ten minutes", async () => {
    const { code } = await signUpAs(own);
    deps.clock.advance({ minutes: 10, seconds: -1 });
    expect(await type(code)).toEqual({ ok: true });
  });

  it("refuses the right code after five wrong ones, however many come at once", async () => {
    const { code } = await signUpAs(own);
    await Promise.all(Array.from({ length: 9 }, () => type(wrong(code))));
    expect(await type(code)).toEqual(wrongCode);
    expect((await deps.db.oneTimeToken.findFirstOrThrow()).codeTries).toBe(verificationCode.tries);
  });

  it("takes the right code after four wrong ones", async () => {
    const { code } = await signUpAs(own);
    for (let round = 0; round < 4; round++) expect(await type(wrong(code))).toEqual(wrongCode);
    expect(await type(code)).toEqual({ ok: true });
  });

  it("counts with the account's guesses, so that new mails buy no tries without end", async () => {
    let mailed = await signUpAs(own);
    for (let round = 0; round < guessLimit.max; round++) {
      if (round === 5) mailed = await resendFor(own.browser);
      expect(await type(wrong(mailed.code))).toEqual(wrongCode);
    }
    mailed = await resendFor(own.browser);
    expect(await type(mailed.code)).toMatchObject({ ok: false, reason: "limited" });
  });

  it("starts the account's guesses anew once the address is proven", async () => {
    const { code } = await signUpAs(own);
    for (let round = 0; round < 4; round++) await type(wrong(code));
    await type(code);
    expect(await deps.db.passwordGuesses.count()).toBe(0);
  });
});

describe("a code in the wrong hands", () => {
  it("is worth nothing in another browser, nor in one without a cookie, and costs the owner no try", async () => {
    const { code } = await signUpAs(own);
    expect(await type(code, stranger.browser)).toEqual(wrongCode);
    expect(await type(code, null)).toEqual(wrongCode);
    expect((await deps.db.oneTimeToken.findFirstOrThrow()).codeTries).toBe(0);
    expect(await type(code)).toEqual({ ok: true });
  });

  it("is worth nothing for another address", async () => {
    const { code } = await signUpAs(own);
    await signUpAs(own, "grace@example.com");
    expect(await type(code, own.browser, "grace@example.com")).toEqual(wrongCode);
    expect(await deps.db.user.count({ where: { isVerified: true } })).toBe(0);
  });

  it("confirms nobody's sign-up but the one of its browser", async () => {
    const theirs = await signUpAs(stranger);
    const mine = await signUpAs(own);
    expect(await type(theirs.code)).toEqual(wrongCode);
    expect(await type(mine.code)).toEqual({ ok: true });
    expect(await canSignIn(own.password)).toBe(true);
    expect(await canSignIn(stranger.password)).toBe(false);
  });

  it("cannot be read out of a copy of the database, nor be tried there without the key", async () => {
    const { code } = await signUpAs(own);
    const row = await deps.db.oneTimeToken.findFirstOrThrow();
    expect(JSON.stringify([row, await deps.db.outboxMail.findMany()])).not.toContain(code);
    const plain = [code, `${row.tokenHash}${code}`, `${row.tokenHash}\0${code}`];
    for (const text of plain) expect(row.codeHash).not.toBe(createHash("sha256").update(text).digest("hex"));
  });
});

describe("a newer mail", () => {
  it("brings a fresh code with tries of its own, and the old one dies", async () => {
    const first = await signUpAs(own);
    for (let round = 0; round < 5; round++) await type(wrong(first.code));
    const second = await resendFor(own.browser);
    expect(second.code).not.toBe(first.code);
    expect(await type(first.code)).toEqual(wrongCode);
    expect(await type(second.code)).toEqual({ ok: true });
  });

  it("of a stranger's leaves the owner's code alone", async () => {
    const { code } = await signUpAs(own);
    await signUpAs(stranger);
    await resendFor(stranger.browser);
    expect(await type(code)).toEqual({ ok: true });
  });

  it("has no code where another browser asked for it", async () => {
    await signUpAs(own);
    expect((await resendFor(null)).code).toBe("no code");
    expect((await resendFor("a third browser".padEnd(43, "x"))).code).toBe("no code");
  });
});

describe("an address that takes no code", () => {
  it.each(["unknown", "taken"])("answers like any other, and counts alike, where it is %s", async (kind) => {
    if (kind === "taken") {
      await createUser(deps, { email, isVerified: true });
      await signUpAs(own);
    }
    for (let round = 0; round < guessLimit.max; round++) expect(await type("000000")).toEqual(wrongCode);
    expect(await type("000000")).toMatchObject({ ok: false, reason: "limited", retryAfterSeconds: 900 });
  });
});

describe("a typed code", () => {
  it.each(["042917", " 042 917 ", "042-917", "04\u200b29\u00a017", "０４２９１７"])("is read from %j", (code) => {
    expect(verificationCodeSchema.parse({ code })).toEqual({ code: "042917" });
  });

  it.each(["", "04291", "0429170", "04291a", "4.2e17", "٠٤٢٩١٧", "1".repeat(1000)])("is not %j", (code) => {
    expect(verificationCodeSchema.safeParse({ code }).success).toBe(false);
  });
});
