import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type App } from "../support/app-server";
import { newEmail, newPassword, openVisitor, type Page } from "../support/form-client";
import { seedUser } from "../support/app-database";

let app: App;
let strict: App;
beforeAll(async () => {
  app = await startApp();
  strict = await startApp({ beside: app, env: { EMAIL_DISPOSABLE_DOMAINS: "refuse" } });
});
afterAll(async () => {
  await strict.stop();
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
