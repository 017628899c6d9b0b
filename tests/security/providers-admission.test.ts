import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { mailedToken, newPassword, newPerson, openVisitor, signedIn, signIn, signUp } from "../support/form-client";
import { newIdentity, startProviderApp, tokensGivenOut, type ProviderApp } from "../support/provider-app";
import {
  ageProof,
  comeBack,
  continueWith,
  countOf,
  expectRefused,
  isSignedIn,
  linksOf,
  pressProvider,
  reachCallback,
  signedInBy,
} from "../support/provider-journey";

let app: ProviderApp;
beforeAll(async () => {
  app = await startProviderApp();
});
afterAll(async () => {
  await app.stop();
});

const providers = ["google", "github"] as const;
const methods = "/settings/sign-in-methods";

async function userOf(email: string) {
  type Row = { id: string; name: string; role: string; isVerified: boolean; password: string | null };
  const text = `SELECT id, name, role::text, "isVerified", password FROM "User" WHERE email = $1`;
  return (await app.database.query<Row>(text, [email]))[0];
}

describe.each(providers)("a new person by %s", (provider) => {
  it("becomes a confirmed user without a password, known by the provider's own id as text", async () => {
    const { person, userId } = await signedInBy(app, provider);
    expect(await userOf(person.email)).toMatchObject({
      isVerified: true,
      password: null,
      role: "USER",
      name: person.name,
    });
    const id = { google: person.subject, github: String(person.id) }[provider];
    expect(await linksOf(app, userId)).toEqual([`${provider} ${id}`]);
  });

  it("is told apart from the person with the same id at the other provider", async () => {
    const { person, userId } = await signedInBy(app, provider);
    const other = { google: "github", github: "google" }[provider] as typeof provider;
    const id = provider === "google" ? Number(person.subject) : person.id;
    const twin = { ...newIdentity(), id, subject: String(id) };
    expect((await signedInBy(app, other, twin)).userId).not.toBe(userId);
  });

  it("stays the same person when the provider's address changes, to another user's even", async () => {
    const { person, userId } = await signedInBy(app, provider);
    const taken = await seedUser(app.database);
    const visitor = openVisitor(app);
    const changed = { ...person, email: taken.email };
    expect((await continueWith({ app, visitor, order: { provider, person: changed } })).path).toBe("/dashboard");
    expect((await visitor.get("/settings")).shown).toContain(person.email);
    expect(await linksOf(app, taken.id)).toEqual([]);
    expect(await linksOf(app, userId)).toHaveLength(1);
  });

  it.each<[string, string | null]>([
    ["no name", null],
    ["an empty name", ""],
    ["a name of blanks and controls", " \u202E\u0000\r\n "],
    ["a name of 10 kB", "Ada ".repeat(2560)],
    ["a name of markup", `"><script>alert(1)</script><img src=x onerror=alert(2)>`],
    ["a name of another line", "Ada\r\nBcc: everybody@example.com"],
  ])("with %s gets a clean one, shown as text", async (_, name) => {
    const person = { ...newIdentity(), name, picture: "javascript:alert(3)" };
    const { visitor } = await signedInBy(app, provider, person);
    const stored = (await userOf(person.email))?.name ?? "";
    expect(stored.length).toBeGreaterThan(0);
    expect(stored.length).toBeLessThanOrEqual(120);
    expect(stored).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    const { text } = await visitor.get(methods);
    expect(text).not.toMatch(/<script>alert|<img src=x|javascript:alert/);
  });

  it("is nobody else by what the token answer adds", async () => {
    const victim = await signedIn(app);
    const tokenFields = {
      type: "credentials",
      provider: "credentials",
      providerAccountId: victim.user.id,
      userId: victim.user.id,
      user: { id: victim.user.id },
      sub: victim.user.id,
      email: victim.user.email,
      role: "ADMIN",
      refresh_token: "a-refresh-token-that-nobody-keeps",
      refresh_token_expires_in: 15_811_200,
      expires_at: "never",
      "not-before-policy": 0,
      session_state: { a: 1 },
    };
    const { person, userId } = await signedInBy(app, provider, { ...newIdentity(), tokenFields } as never);
    expect(userId).not.toBe(victim.user.id);
    expect(await linksOf(app, victim.user.id)).toEqual([]);
    expect(await linksOf(app, userId)).toHaveLength(1);
    expect((await userOf(person.email))?.role).toBe("USER");
    expect(await isSignedIn(victim.visitor)).toBe(true);
  });

  it("comes in with everything hostile at once", async () => {
    const visitor = openVisitor(app);
    const person = newIdentity();
    const order = {
      provider,
      persona: "hostile",
      person: { email: person.email, subject: `${person.subject}:0`, id: person.id },
    } as const;
    expect((await continueWith({ app, visitor, order })).path).toBe("/dashboard");
    expect(await countOf(app, person.email)).toEqual({ users: 1, accounts: 1 });
  });
});

describe.each(providers)("an address that a squatter signed up with, proven by %s", (provider) => {
  it("belongs to its owner: the squatter's password, sessions and links are dead", async () => {
    const squatter = newPerson(app);
    await signUp(openVisitor(app), squatter);
    const link = await mailedToken(app, squatter.email);
    const squatted = await userOf(squatter.email);
    await app.database.query(
      `INSERT INTO "Session" (id, "userId", "sessionToken", expires) VALUES (gen_random_uuid()::text, $1, $2, now() + interval '1 day')`,
      [squatted?.id, `planted-${provider}`],
    );
    await app.database.query(
      `INSERT INTO "Account" (id, "userId", type, provider, "providerAccountId") VALUES (gen_random_uuid()::text, $1, 'oauth', $2, 'squatter')`,
      [squatted?.id, provider],
    );
    const owner = { ...newIdentity(), email: squatter.email, name: "The Owner" };
    const { visitor, userId } = await signedInBy(app, provider, owner);
    expect(await userOf(squatter.email)).toMatchObject({ isVerified: true, password: null, name: "The Owner" });
    expect(await linksOf(app, userId)).toHaveLength(1);
    const planted = await app.database.query(`SELECT 1 FROM "Session" WHERE "sessionToken" = $1`, [
      `planted-${provider}`,
    ]);
    expect(planted).toEqual([]);
    const clicks = openVisitor(app);
    const opened = await clicks.get(link.path);
    if (opened.forms.some(({ buttons }) => buttons.some(({ text }) => /confirm/i.test(text))))
      await clicks.submit(opened, { button: /confirm/i });
    const guess = openVisitor(app);
    await signIn(guess, squatter);
    expect(await isSignedIn(guess)).toBe(false);
    expect(await isSignedIn(visitor)).toBe(true);
  });
});

describe.each(providers)("what breaks in the middle of a sign-in by %s", (provider) => {
  /** Lets the database do this for every new row of the table while a person comes back. */
  async function comeBackWhile(
    sql: { table: string; when: string; does: string },
    person: ReturnType<typeof newIdentity>,
  ) {
    const visitor = openVisitor(app);
    const callback = await reachCallback({ app, visitor, order: { provider, person } });
    await app.database.query(
      `CREATE FUNCTION sabotage() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN ${sql.does}; RETURN NULL; END $$`,
    );
    await app.database.query(
      `CREATE CONSTRAINT TRIGGER sabotage AFTER INSERT ON "${sql.table}" ${sql.when} FOR EACH ROW EXECUTE FUNCTION sabotage()`,
    );
    const landed = await comeBack(visitor, callback).finally(() =>
      app.database.query(`DROP FUNCTION sabotage CASCADE`),
    );
    return { visitor, landed };
  }

  it("leaves no user without an identity, and the next try works", async () => {
    const person = newIdentity();
    const sabotage = { table: "Account", when: "", does: "RAISE EXCEPTION 'the disk is full at 10.0.0.7'" };
    const { visitor, landed } = await comeBackWhile(sabotage, person);
    await expectRefused(visitor, landed);
    expect(landed.text).not.toContain("10.0.0.7");
    expect(await countOf(app, person.email)).toEqual({ users: 0, accounts: 0 });
    await signedInBy(app, provider, person);
    expect(await countOf(app, person.email)).toEqual({ users: 1, accounts: 1 });
  });

  it("lets nobody in whose account vanishes before the session is there", async () => {
    const person = newIdentity();
    const does = `DELETE FROM "User" WHERE id = NEW."userId"`;
    const { visitor, landed } = await comeBackWhile(
      { table: "Account", when: "DEFERRABLE INITIALLY DEFERRED", does },
      person,
    );
    expect(landed.status).toBe(200);
    expect(landed.path).toMatch(/^\/signin\?(.*&)?error=/);
    expect(await isSignedIn(visitor)).toBe(false);
    expect(await countOf(app, person.email)).toEqual({ users: 0, accounts: 0 });
    await signedInBy(app, provider, person);
  });

  it("lets nobody in when the session cannot be opened", async () => {
    const person = newIdentity();
    const sabotage = { table: "Session", when: "", does: "RAISE EXCEPTION 'the disk is full at 10.0.0.7'" };
    const { visitor, landed } = await comeBackWhile(sabotage, person);
    await expectRefused(visitor, landed);
    expect(landed.text + landed.path).not.toContain("10.0.0.7");
    await signedInBy(app, provider, person);
  });

  it("makes a person whose account was deleted during the round trip a new one", async () => {
    const { person, userId } = await signedInBy(app, provider);
    const visitor = openVisitor(app);
    const callback = await reachCallback({ app, visitor, order: { provider, person } });
    await app.database.query(`DELETE FROM "User" WHERE id = $1`, [userId]);
    expect((await comeBack(visitor, callback)).path).toBe("/dashboard");
    expect((await userOf(person.email))?.id).not.toBe(userId);
    expect(await countOf(app, person.email)).toEqual({ users: 1, accounts: 1 });
  });
});

describe("a first password", () => {
  it("takes a fresh proof, ends the other sessions, tells the owner, and opens the account", async () => {
    const { visitor, person, userId } = await signedInBy(app, "google");
    const other = (await signedInBy(app, "google", person)).visitor;
    const password = newPassword(app);
    const page = await visitor.get(methods);
    await ageProof(app, userId, 11);
    expect((await visitor.submit(page, { field: "password" }, { password })).path).toMatch(/^\/confirm/);
    expect((await userOf(person.email))?.password).toBeNull();
    const from = `/confirm?next=${encodeURIComponent(methods)}`;
    await continueWith({ app, visitor, order: { provider: "google", person } }, { from });
    const weak = await visitor.submit(await visitor.get(methods), { field: "password" }, { password: "password" });
    expect(weak.path).toBe(methods);
    expect((await userOf(person.email))?.password).toBeNull();
    const set = await visitor.submit(await visitor.get(methods), { field: "password" }, { password });
    expect(set.shown).toContain("Your password is set");
    expect([await isSignedIn(visitor), await isSignedIn(other)]).toEqual([true, false]);
    await app.resend.waitForMail(person.email);
    expect(
      app.resend
        .mailsTo(person.email)
        .map(({ subject }) => subject)
        .join(),
    ).toMatch(/password/i);
    expect((await signIn(openVisitor(app), { email: person.email, password })).path).toBe("/dashboard");
    // The page of before, posted again, replaces nothing.
    const late = newPassword(app);
    await visitor.submit(page, { field: "password" }, { password: late });
    await signIn(openVisitor(app), { email: person.email, password: late }).then(({ path }) =>
      expect(path).toBe("/signin"),
    );
    expect((await signIn(openVisitor(app), { email: person.email, password })).path).toBe("/dashboard");
  });
});

describe("two removals at the same moment", () => {
  it("leave one way into the account", async () => {
    const { visitor, userId } = await signedInBy(app, "google");
    const link = { from: methods, verb: "Link" } as const;
    await continueWith({ app, visitor, order: { provider: "github", person: newIdentity() } }, link);
    expect(await linksOf(app, userId)).toHaveLength(2);
    const page = await visitor.get(methods);
    const twin = openVisitor(app, { cookies: new Map(visitor.cookies) });
    await Promise.all([
      visitor.submit(page, { button: /^Remove Google$/ }),
      twin.submit(page, { button: /^Remove GitHub$/ }),
    ]);
    expect(await linksOf(app, userId)).toHaveLength(1);
  });
});

describe("the tokens of the providers", () => {
  it("are in no table, no answer and no cookie", async () => {
    const seen: string[] = [];
    for (const provider of providers) {
      const visitor = openVisitor(app);
      const callback = await reachCallback({ app, visitor, order: { provider, person: newIdentity() } });
      const answer = await visitor.send({ path: callback });
      const pages = [];
      for (const path of ["/dashboard", methods, "/api/auth/session", "/api/v1/me"])
        pages.push(await visitor.send({ path }));
      for (const { text, headers } of [answer, ...pages]) seen.push(text, JSON.stringify(headers));
      seen.push(JSON.stringify([...visitor.cookies]));
      expect((await pressProvider(visitor, provider, { from: methods, verb: "Link" })).status).toBe(303);
    }
    seen.push(await app.database.snapshot());
    const tokens = tokensGivenOut(app.provider);
    expect(tokens.length).toBeGreaterThan(3);
    for (const token of tokens) expect(seen.filter((text) => text.includes(token))).toEqual([]);
    const columns = ["access_token", "refresh_token", "id_token", "expires_at", "scope", "session_state", "token_type"];
    const filled = columns.map((name) => `"${name}" IS NOT NULL`).join(" OR ");
    expect(await app.database.query(`SELECT * FROM "Account" WHERE ${filled}`)).toEqual([]);
  });
});
