import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type App } from "../support/app-server";
import { call } from "../support/api-client";
import { newEmail, newPassword, openVisitor, signIn, type Page, type Visitor } from "../support/form-client";
import { signInByNextAuth } from "../support/next-auth-client";
import { seedUser } from "../support/app-database";

let app: App;
let strict: App;
/** Where no captcha stands before the count of guesses. */
let unasking: App;
beforeAll(async () => {
  app = await startApp();
  unasking = await startApp({ beside: app, env: { CAPTCHA_MODE: "off" } });
  strict = await startApp({ beside: app, env: { EMAIL_DISPOSABLE_DOMAINS: "refuse" } });
});
afterAll(async () => {
  await strict.stop();
  await unasking.stop();
  await app.stop();
});

async function signUpAs(to: App, email: string): Promise<Page> {
  const visitor = openVisitor(to);
  const values = { name: "Ada Lovelace", email, password: newPassword(to) };
  return await visitor.submit(await visitor.get("/signup"), { field: "name" }, values);
}

async function forgetAs(to: App, email: string): Promise<Page> {
  const visitor = openVisitor(to);
  return await visitor.submit(await visitor.get("/forgot-password"), { field: "email" }, { email });
}

const headersOfOurs = ["Auto-Submitted", "X-Auto-Response-Suppress"];

describe("an address that would reach somebody else, or add a header", () => {
  it.each([
    (victim: string) => `Ada <${victim}>`,
    (victim: string) => `${victim},bcc@evil.example`,
    (victim: string) => `${victim};bcc@evil.example`,
    (victim: string) => `${victim} bcc@evil.example`,
    (victim: string) => `${victim}\r\nBcc: bcc@evil.example`,
    (victim: string) => `${victim}\nX-Added: yes`,
    (victim: string) => `${victim}%0d%0aBcc:bcc@evil.example`,
    (victim: string) => `"${victim}"@evil.example`,
    (victim: string) => `${victim}\u2028Bcc: bcc@evil.example`,
    (victim: string) => `${victim}\0@evil.example`,
    (victim: string) => victim.replace("@", "@evil.example@"),
    () => "ada@[127.0.0.1]",
    () => `ada@${"abcdefghi.".repeat(24)}example.com`,
    () => `${"a".repeat(64)}@${"b".repeat(60)}.${"c".repeat(60)}.${"d".repeat(60)}.${"e".repeat(72)}`,
  ])("is refused with a sentence and mails nobody: %#", async (spell) => {
    const { email: victim } = await seedUser(app.database);
    const before = app.resend.mails.length;
    for (const page of [await signUpAs(app, spell(victim)), await forgetAs(app, spell(victim))]) {
      expect(page.status).toBe(200);
      expect(page.shown).toMatch(/Enter (one|an) e-mail address/);
    }
    const [owed] = await app.database.query<{ count: number }>(
      `SELECT count(*)::int AS count FROM "OutboxMail" WHERE "recipient" = $1 OR "recipient" LIKE '%evil%'`,
      [victim],
    );
    expect(owed?.count).toBe(0);
    expect(app.resend.mails).toHaveLength(before);
  });
});

describe("one mailbox, spelled in several ways", () => {
  it("is one account, and each mail has one recipient and no header but ours", async () => {
    const local = newEmail().split("@")[0] ?? "";
    const email = `${local}@xn--bcher-kva.example`;
    const spellings = [
      `${local}@bücher.example`,
      ` ${local.toUpperCase()}@BÜCHER.EXAMPLE `,
      `${local}＠bücher。example`,
    ];
    for (const spelling of spellings) expect((await signUpAs(app, spelling)).path).toBe("/signup/check-mail");
    const users = await app.database.query(`SELECT "email" FROM "User" WHERE "email" LIKE $1`, [`%${local}%`]);
    expect(users).toEqual([{ email }]);
    await app.resend.waitForMail(email, { count: spellings.length });
    for (const mail of app.resend.mails) {
      expect(mail.to).toHaveLength(1);
      expect(Object.keys(mail).sort()).toEqual(["from", "headers", "html", "key", "subject", "text", "to"]);
      expect(Object.keys(mail.headers ?? {}).sort()).toEqual(headersOfOurs);
    }
  });
});

describe("a spelling of an address that has an account", () => {
  const spellings: [string, (local: string) => string][] = [
    ["capitals and letters of its own", (local) => `${local.toUpperCase()}@BÜCHER.example`],
    ["full width", (local) => `${local}＠bücher．example`],
    ["letters in two pieces", (local) => ` ${local}@bu\u0308cher.example`],
    ["its ASCII form", (local) => `${local}@XN--BCHER-KVA.example`],
  ];

  async function opensSession(visitor: Visitor): Promise<boolean> {
    return (await visitor.send({ path: "/api/v1/me" })).status === 200;
  }

  async function recipients(local: string): Promise<string[]> {
    const rows = await app.database.query<{ recipient: string }>(
      `SELECT DISTINCT "recipient" FROM "OutboxMail" WHERE "recipient" LIKE $1`,
      [`%${local}%`],
    );
    return rows.map(({ recipient }) => recipient);
  }

  const seed = async (isVerified: boolean) => {
    const local = newEmail().split("@")[0] ?? "";
    return { local, ...(await seedUser(app.database, { email: `${local}@xn--bcher-kva.example`, isVerified })) };
  };

  it.each(spellings)("opens it by form, NextAuth and both ways of the API: %s", async (_, spell) => {
    const { local, password } = await seed(true);
    const email = spell(local);
    const [byForm, byNextAuth, byCookie] = [openVisitor(app), openVisitor(app), openVisitor(app)];
    await signIn(byForm, { email, password });
    await signInByNextAuth(byNextAuth, { email, password });
    const headers = { "sec-fetch-site": "same-origin" };
    await call(app, "POST", "/sign-in", { body: { email, password }, from: byCookie, headers });
    for (const visitor of [byForm, byNextAuth, byCookie]) expect(await opensSession(visitor)).toBe(true);
    expect((await call(app, "POST", "/token", { body: { email, password } })).status).toBe(200);
  });

  it.each(spellings)(
    "asks by every form for mail to the one stored address, and makes no second account: %s",
    async (_, spell) => {
      const member = await seed(true);
      await forgetAs(app, spell(member.local));
      await signUpAs(app, spell(member.local));
      const byMail = openVisitor(app);
      await byMail.submit(await byMail.get("/signin/by-mail"), { field: "email" }, { email: spell(member.local) });
      const newcomer = await seed(false);
      const resend = openVisitor(app);
      await resend.submit(await resend.get("/verify/resend"), { field: "email" }, { email: spell(newcomer.local) });
      for (const { local, email } of [member, newcomer]) {
        const users = await app.database.query(`SELECT "email" FROM "User" WHERE "email" LIKE $1`, [`%${local}%`]);
        expect(users).toEqual([{ email }]);
        expect(await recipients(local)).toEqual([email]);
      }
      const kinds = await app.database.query<{ kind: string }>(
        `SELECT "kind" FROM "OutboxMail" WHERE "recipient" = $1 ORDER BY "kind"`,
        [member.email],
      );
      expect(kinds.map(({ kind }) => kind)).toEqual(["already-registered", "captcha-pass", "reset-link"]);
    },
  );

  it("shares one count of guesses with all others, so that no spelling buys more", async () => {
    const { local, email, password } = await seed(true);
    for (let guess = 0; guess < 12; guess++) {
      const spelled = spellings[guess % spellings.length]?.[1](local) ?? email;
      await call(unasking, "POST", "/token", { body: { email: spelled, password: newPassword(app) } });
    }
    expect((await call(unasking, "POST", "/token", { body: { email, password } })).status).toBe(429);
  });

  it.each([
    ["a mark that changes places", "İ\u0327", "i\u0327\u0307"],
    ["a capital that joins its mark", "\u03ab\u0301", "\u03b0"],
  ])("signs up and is mailed as one account with its other spelling: %s", async (_, capital, small) => {
    const local = newEmail().split("@")[0] ?? "";
    for (const letter of [capital, small])
      expect((await signUpAs(app, `${letter}${local}@example.com`)).path).toBe("/signup/check-mail");
    const users = await app.database.query(`SELECT 1 FROM "User" WHERE "email" LIKE $1`, [`%${local}%`]);
    expect([users.length, (await recipients(local)).length]).toEqual([1, 1]);
  });

  it.each(["\ufe0f", "\u034f", "\u115f", "\u3164", "\u{e0101}", "\u180b"])(
    "is refused with a letter or mark that nobody sees: %j",
    async (hidden) => {
      const { local } = await seed(true);
      const page = await signUpAs(app, `${local}${hidden}@bücher.example`);
      expect(page.shown).toMatch(/Enter one e-mail address/);
    },
  );
});

describe("a throw-away address", () => {
  it("signs up where nothing else is said", async () => {
    expect((await signUpAs(app, newEmail().replace("example.com", "mailinator.com"))).path).toBe("/signup/check-mail");
  });

  it("is refused under its field where the site says so, for a subdomain too, and keeps its account", async () => {
    for (const domain of ["mailinator.com", "box.mailinator.com", "MAILINATOR.com"]) {
      const page = await signUpAs(strict, newEmail().replace("example.com", domain));
      expect(page.path).toBe("/signup");
      expect(page.shown).toContain("Use an address of your own that stays.");
    }
    expect((await signUpAs(strict, newEmail())).path).toBe("/signup/check-mail");
    const email = newEmail().replace("example.com", "mailinator.com");
    const user = await seedUser(app.database, { email });
    expect((await forgetAs(strict, user.email)).path).toBe("/forgot-password/check-mail");
    await app.resend.waitForMail(email);
  });
});
