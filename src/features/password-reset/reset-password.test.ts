import { beforeEach, describe, expect, it } from "vitest";
import { emailSchema } from "@/core/email";
import { credentialsSchema } from "@/features/signin/schema";
import { signin } from "@/features/signin/signin";
import { limits } from "@/features/rate-limit/policy";
import { createTestDeps, testDevice, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { mailsTo } from "../../../tests/support/mailbox";
import { requestPasswordReset } from "./request-password-reset";
import { resetPassword, type ResetPasswordOutcome } from "./reset-password";

const email = "ada@example.com";
const oldPassword = "a violet umbrella in may";
const newPassword = "seven green bicycles race";

let deps: TestDeps;
let clients = 0;
beforeEach(() => {
  deps = createTestDeps();
});

function client(): string {
  return `198.51.100.${clients++}`;
}

async function requestLink(address = email): Promise<string> {
  deps.clock.advance({ seconds: limits.passwordResetMailbox.windowSeconds });
  const known = new Set((await mailsTo(deps, address)).map((mail) => mail.token));
  await requestPasswordReset(deps, { email: emailSchema.parse(address) }, { client: client() });
  return (await mailsTo(deps, address)).find((mail) => !known.has(mail.token))?.token ?? "";
}

function reset(token: string, password = newPassword): Promise<ResetPasswordOutcome> {
  return resetPassword(deps, { token, password }, { client: client() });
}

async function canSignIn(password: string): Promise<boolean> {
  return (await signin(deps, credentialsSchema.parse({ email, password }), { client: client(), device: testDevice }))
    .ok;
}

describe("requestPasswordReset", () => {
  it("answers alike for an unknown address and mails nothing", async () => {
    const unknown = emailSchema.parse("nobody@example.com");
    expect(await requestPasswordReset(deps, { email: unknown }, { client: client() })).toEqual({ ok: true });
    expect(await deps.db.outboxMail.count()).toBe(0);
  });

  it("mails one link of fifty requests at a moment, five an hour, and each of them works", async () => {
    await createUser(deps, { email, password: oldPassword });
    const ask = () => requestPasswordReset(deps, { email: emailSchema.parse(email) }, { client: client() });
    await Promise.all(Array.from({ length: 50 }, ask));
    expect(await mailsTo(deps, email)).toHaveLength(1);
    for (let round = 0; round < 10; round++) await requestLink();
    const links = await mailsTo(deps, email);
    expect(links).toHaveLength(5);
    expect(await deps.db.oneTimeToken.count()).toBe(5);
    expect(await reset(links[4]?.token ?? "")).toEqual({ ok: true });
  });

  it("keeps the owner's earlier link working while a stranger asks for more", async () => {
    await createUser(deps, { email, password: oldPassword });
    const owners = await requestLink();
    for (let round = 0; round < 10; round++) await requestLink();
    expect(await reset(owners)).toEqual({ ok: true });
  });
});

describe("resetPassword", () => {
  it("sets the password, ends every session and tells the owner", async () => {
    const user = await createUser(deps, { email, password: oldPassword });
    for (let device = 0; device < 3; device++) expect(await canSignIn(oldPassword)).toBe(true);
    expect(await reset(await requestLink())).toEqual({ ok: true });
    expect(await deps.db.session.count({ where: { userId: user.id } })).toBe(0);
    expect(await canSignIn(oldPassword)).toBe(false);
    expect(await canSignIn(newPassword)).toBe(true);
    expect((await mailsTo(deps, email)).map((mail) => mail.kind)).toContain("password-changed");
  });

  it("lets exactly one of fifty parallel resets win, and stores the winner's password", async () => {
    await createUser(deps, { email, password: oldPassword });
    const token = await requestLink();
    const passwords = Array.from({ length: 50 }, (_, index) => `seven green bicycles race ${index}`);
    const outcomes = await Promise.all(passwords.map((password) => reset(token, password)));
    const winners = passwords.filter((_, index) => outcomes[index]?.ok);
    expect(winners).toHaveLength(1);
    expect(outcomes.filter((outcome) => !outcome.ok && outcome.reason === "invalid")).toHaveLength(49);
    expect(await canSignIn(winners[0] ?? "")).toBe(true);
    expect((await mailsTo(deps, email)).filter((mail) => mail.kind === "password-changed")).toHaveLength(1);
  });

  it("refuses a link the second time and every other link of the account afterwards", async () => {
    await createUser(deps, { email, password: oldPassword });
    const links = [await requestLink(), await requestLink(), await requestLink()];
    expect(await reset(links[2] ?? "")).toEqual({ ok: true });
    for (const link of links) expect(await reset(link, oldPassword)).toEqual({ ok: false, reason: "invalid" });
    expect(await canSignIn(newPassword)).toBe(true);
  });

  it("accepts a link until its last second and refuses it from then on", async () => {
    await createUser(deps, { email, password: oldPassword });
    const token = await requestLink();
    deps.clock.advance({ minutes: 60 });
    expect(await reset(token)).toEqual({ ok: false, reason: "expired" });
    deps.clock.advance({ seconds: -1 });
    expect(await reset(token)).toEqual({ ok: true });
  });

  it("refuses a verification token and anything unknown", async () => {
    const user = await createUser(deps, { email, password: oldPassword });
    const { requestVerification } = await import("@/features/email-verification/request-verification");
    const request = { userId: user.id, email, pending: null, browserHash: null };
    await deps.db.$transaction((tx) => requestVerification(deps, tx, request));
    const [mail] = await mailsTo(deps, email);
    for (const token of [mail?.token ?? "", "x".repeat(43), ""]) {
      expect(await reset(token)).toEqual({ ok: false, reason: "invalid" });
    }
    expect(await canSignIn(oldPassword)).toBe(true);
  });

  it("proves the mailbox of an unverified account and drops what a stranger prepared", async () => {
    const user = await createUser(deps, { email, password: "the squatter came first", isVerified: false });
    await deps.db.account.create({
      data: { userId: user.id, type: "oauth", provider: "github", providerAccountId: "1" },
    });
    expect(await reset(await requestLink())).toEqual({ ok: true });
    expect(await deps.db.user.findUniqueOrThrow({ where: { email } })).toMatchObject({ isVerified: true });
    expect(await deps.db.account.count()).toBe(0);
    expect(await canSignIn("the squatter came first")).toBe(false);
    expect(await canSignIn(newPassword)).toBe(true);
  });

  it("gives a person without a password their first one", async () => {
    await createUser(deps, { email, password: null });
    expect(await reset(await requestLink())).toEqual({ ok: true });
    expect(await canSignIn(newPassword)).toBe(true);
  });

  it.each([["short"], ["passwordpassword"], ["ada@example.com-ada"], ["x".repeat(300)]])(
    "refuses the password %j and leaves the link usable",
    async (weak) => {
      await createUser(deps, { email, password: oldPassword });
      const token = await requestLink();
      expect(await reset(token, weak)).toMatchObject({ ok: false, reason: "weak_password" });
      expect(await reset(token)).toEqual({ ok: true });
    },
  );

  it("lifts the account's count of guesses", async () => {
    await createUser(deps, { email, password: oldPassword });
    for (let guess = 0; guess < 11; guess++) await canSignIn("wrong");
    expect(await canSignIn(oldPassword)).toBe(false);
    await reset(await requestLink());
    expect(await canSignIn(newPassword)).toBe(true);
  });
});
