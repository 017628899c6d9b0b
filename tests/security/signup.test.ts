import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments, redirectOf } from "../support/action-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import {
  becomeMember,
  filledIn,
  formOn,
  mailedToken,
  newEmail,
  newPassword,
  newPerson,
  openVisitor,
  signIn,
  signUp,
} from "../support/form-client";
import { multipart } from "../support/multipart";
import { signInByNextAuth } from "../support/next-auth-client";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

const signup = () => findAction("signupAction");

async function users(email: string) {
  return await app.database.query<{ name: string; role: string; isVerified: boolean; password: string | null }>(
    `SELECT name, role::text, "isVerified", password FROM "User" WHERE email = $1`,
    [email],
  );
}

describe("double submit", () => {
  it("makes one user and one mail of fifty sign-ups at once, and answers each alike", async () => {
    const person = newPerson(app);
    const prepared = await Promise.all(
      Array.from({ length: 50 }, async () => {
        const visitor = openVisitor(app);
        const page = await visitor.get("/signup");
        const { body, contentType } = multipart(filledIn(formOn(page, { field: "name" }), {}, person));
        return { visitor, body, contentType };
      }),
    );
    const answers = await Promise.all(
      prepared.map(({ visitor, body, contentType }) =>
        visitor.send({
          method: "POST",
          path: "/signup",
          headers: { "content-type": contentType, origin: app.origin },
          body,
        }),
      ),
    );
    const looks = new Set(
      answers.map(({ status, headers, setCookies }) =>
        [status, headers.location, ...setCookies.map((cookie) => cookie.split("=")[0])].join(" "),
      ),
    );
    expect([...looks]).toEqual([`303 /signup/check-mail signup-browser mailed-address`]);
    expect(await users(person.email)).toHaveLength(1);
    await app.resend.waitForMail(person.email);
    const [owed] = await app.database.query<{ count: string }>(
      `SELECT count(*) FROM "OutboxMail" WHERE recipient = $1`,
      [person.email],
    );
    expect(owed?.count).toBe("1");
    expect(app.resend.mailsTo(person.email)).toHaveLength(1);
  });
});

describe("pre-hijack by password", () => {
  it("gives the account to the mailbox's owner and never to an earlier stranger's password", async () => {
    const owner = newPerson(app);
    const stranger = { ...owner, name: "Mallory", password: newPassword(app) };
    await signUp(openVisitor(app), stranger);
    const ownersBrowser = openVisitor(app);
    await signUp(ownersBrowser, owner);
    const link = await mailedToken(app, owner.email, 2);
    const landed = await ownersBrowser.submit(await ownersBrowser.get(link.path), { button: /confirm/i });
    expect(landed.path).toBe("/signin");
    expect((await signIn(openVisitor(app), stranger)).path).not.toBe("/dashboard");
    expect((await signIn(openVisitor(app), owner)).path).toBe("/dashboard");
  });

  it("drops the stranger's password when the owner opens the stranger's link", async () => {
    const stranger = newPerson(app);
    await signUp(openVisitor(app), stranger);
    const owner = openVisitor(app);
    const link = await mailedToken(app, stranger.email);
    const landed = await owner.submit(await owner.get(link.path), { button: /confirm/i });
    expect(landed.path).toBe("/reset-password");
    expect((await signIn(openVisitor(app), stranger)).path).not.toBe("/dashboard");
    const chosen = newPassword(app);
    await owner.submit(landed, { field: "password" }, { password: chosen });
    expect((await signIn(openVisitor(app), { email: stranger.email, password: chosen })).path).toBe("/dashboard");
    expect((await signIn(openVisitor(app), stranger)).path).not.toBe("/dashboard");
  });

  it("opens nothing for a member whose address a stranger signs up with again", async () => {
    const owner = await seedUser(app.database);
    const before = await users(owner.email);
    const stranger = { name: "Mallory", email: owner.email.toUpperCase(), password: newPassword(app) };
    await signUp(openVisitor(app), stranger);
    expect(await users(owner.email)).toEqual(before);
    const mail = await app.resend.waitForMail(owner.email);
    expect(mail.text).not.toContain("token=");
    expect(mail.text + mail.html).not.toContain("Mallory");
  });
});

describe("mass assignment", () => {
  it("ignores every field that the form does not have", async () => {
    const { name, email, password } = newPerson(app);
    const extra: [string, string][] = [
      ["role", "ADMIN"],
      ["isVerified", "true"],
      ["emailVerified", "2026-01-01"],
      ["id", "00000000-0000-0000-0000-000000000000"],
      ["createdAt", "2000-01-01"],
      ["__proto__", '{"role":"ADMIN"}'],
      ["constructor", "x"],
    ];
    const own: [string, string][] = [
      ["name", name],
      ["email", email],
      ["password", password],
    ];
    const answer = await callAction(openVisitor(app), signup(), formArguments([...extra, ...own]));
    expect(redirectOf(answer)).toBe("/signup/check-mail");
    expect(await users(email)).toMatchObject([{ name, role: "USER", isVerified: false }]);
  });

  it.each(["email", "password", "name"])("takes the first of two fields named %s, on every path", async (field) => {
    const first = newPerson(app);
    const second = newPerson(app);
    const fields: [string, string][] = (["name", "email", "password"] as const).flatMap((name) =>
      name === field
        ? [
            [name, first[name]],
            [name, second[name]],
          ]
        : [[name, first[name]]],
    );
    await callAction(openVisitor(app), signup(), formArguments(fields));
    expect(await users(first.email)).toHaveLength(1);
    expect(await users(second.email)).toHaveLength(0);
  });
});

describe("address forms", () => {
  const refused = [
    "Name <v@example.com>",
    "a@example.com,b@example.com",
    "a@example.com b@example.com",
    "a@example.com;b@example.com",
    '"v@example.com"@evil.example',
    "v@example.com\r\nBcc: e@evil.example",
    "v@example.com%0aBcc:e@evil.example",
    "v@example.com\u0000",
    "v@[127.0.0.1]",
    "v@localhost",
    "v@",
    "@example.com",
    `${"x".repeat(65)}@example.com`,
    `v@${"x".repeat(250)}.com`,
    `v@${"x.".repeat(200_000)}com`,
  ];

  it.each(refused.map((email) => [email.slice(0, 40), email]))("refuses %s and mails nobody", async (_, email) => {
    const before = await app.database.snapshot();
    const visitor = openVisitor(app);
    const answer = await callAction(
      visitor,
      signup(),
      formArguments([
        ["name", "Ada"],
        ["email", email],
        ["password", newPassword(app)],
      ]),
    );
    expect(answer.status).toBeLessThan(500);
    expect(redirectOf(answer)).toBeUndefined();
    expect(await app.database.snapshot()).toBe(before);
  });

  it("keeps one account for the ways to write one address", async () => {
    const local = newEmail().split("@")[0] ?? "";
    const password = newPassword(app);
    const spellings = [
      `${local}@bücher.example`,
      `  ${local.toUpperCase()}@BÜCHER.EXAMPLE `,
      `${local}@xn--bcher-kva.example`,
    ];
    for (const email of spellings) await signUp(openVisitor(app), { name: "Ada", email, password });
    const rows = await app.database.query(`SELECT id FROM "User" WHERE email LIKE $1`, [`${local}%`]);
    expect(rows).toHaveLength(1);
  });
});

describe("weak passwords", () => {
  const weak: [string, string][] = [
    ["one letter", "a"],
    ["fourteen characters", "abcdefgh-jk-mn"],
    ["a common one", "passwordpassword"],
    ["one letter repeated", "aaaaaaaaaaaaaaaaaaaa"],
    ["the product's name", "latchkeylatchkey"],
    ["a thousand characters", "long ".repeat(200)],
  ];

  it.each(weak)("refuses %s at sign-up with a sentence at the field, and keeps what was typed", async (_, password) => {
    const visitor = openVisitor(app);
    const person = { name: "Ada Lovelace", email: newEmail(), password };
    const page = await signUp(visitor, person);
    expect(page.path).toBe("/signup");
    const kept = new Map(formOn(page, { field: "name" }).fields);
    expect([kept.get("name"), kept.get("email"), kept.get("password")]).toEqual([person.name, person.email, ""]);
    expect(page.text).toMatch(/aria-invalid="true"/);
    expect(await users(person.email)).toHaveLength(0);
  });

  it("refuses the person's own address as a password", async () => {
    const email = newEmail();
    const page = await signUp(openVisitor(app), { name: "Ada Lovelace", email, password: email });
    expect(page.path).toBe("/signup");
    expect(await users(email)).toHaveLength(0);
  });
});

describe("names", () => {
  it.each([
    ["nothing", " "],
    ["a line break", "Ada\r\nBcc: e@evil.example"],
    ["a null", "Ada\u0000"],
    ["a direction override", "Ada\u202egpj.exe"],
    ["ten thousand letters", "A".repeat(10_000)],
  ])("refuses %s", async (_, name) => {
    const email = newEmail();
    const fields: [string, string][] = [
      ["name", name],
      ["email", email],
      ["password", newPassword(app)],
    ];
    expect((await callAction(openVisitor(app), signup(), formArguments(fields))).status).toBeLessThan(500);
    expect(await users(email)).toHaveLength(0);
  });

  it("shows markup in a name as text, on every page that shows it", async () => {
    const name = `<img src=x onerror="alert(1)"><script>alert(2)</script>{{7*7}}`;
    const visitor = openVisitor(app);
    const person = await becomeMember(visitor, { ...newPerson(app), name });
    await signIn(visitor, person);
    for (const path of ["/dashboard", "/settings"]) {
      const page = await visitor.get(path);
      expect(page.text).not.toContain("<img src=x");
      expect(page.text).not.toContain("<script>alert(2)");
    }
  });
});

describe("unverified account", () => {
  it("is told with the right password what everybody else is told, and gets no session on any path", async () => {
    const visitor = openVisitor(app);
    const person = newPerson(app);
    await signUp(visitor, person);
    const right = await signIn(visitor, person);
    expect(right.shown).toMatch(/not confirmed yet/i);
    const wrong = await signIn(openVisitor(app), { ...person, password: newPassword(app) });
    expect(wrong.shown).toBe(right.shown);
    const nextAuth = openVisitor(app);
    await signInByNextAuth(nextAuth, person);
    expect((await nextAuth.get("/dashboard")).path).toMatch(/^\/signin/);
    expect((await visitor.get("/dashboard")).path).toMatch(/^\/signin/);
  });
});
