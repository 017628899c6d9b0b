import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { call, expectProblem } from "../support/api-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { passCaptcha } from "../support/captcha";
import { startTurnstileProvider, type TurnstileProvider } from "../support/turnstile-provider";
import {
  newAddress,
  newPassword,
  newPerson,
  openVisitor,
  signIn,
  type Page,
  type Visitor,
} from "../support/form-client";
import { linkIn } from "../support/fake-resend";
import { signInByNextAuth } from "../support/next-auth-client";
import { untilOneHolds } from "../support/pace";

const asksForCaptcha = /shows that you are a person/;
const didNotPass = /did not pass/;
const cannotBeMade = /cannot be made right now/;

async function signUpWith(visitor: Visitor, fields: Record<string, string> = {}): Promise<Page> {
  const person = newPerson(visitor.app);
  return await visitor.submit(await visitor.get("/signup"), { field: "name" }, { ...person, ...fields });
}

async function askForReset(visitor: Visitor, email: string, fields: Record<string, string> = {}): Promise<Page> {
  return await visitor.submit(await visitor.get("/forgot-password"), { field: "email" }, { email, ...fields });
}

async function count(app: App, table: string): Promise<number> {
  const [row] = await app.database.query<{ count: number }>(`SELECT count(*)::int AS count FROM "${table}"`);
  return row?.count ?? 0;
}

describe("with captchas after suspicion, as they are by default", () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(async () => {
    await app.stop();
  });

  /** Five wrong passwords from five addresses. */
  async function guessAt(email: string): Promise<void> {
    for (let guess = 0; guess < 5; guess++) await signIn(openVisitor(app), { email, password: newPassword(app) });
  }

  async function opensSession(visitor: Visitor): Promise<boolean> {
    return (await visitor.send({ path: "/api/v1/me" })).status === 200;
  }

  it("lets nobody past it at an account that was guessed at: not by form, NextAuth's endpoint or the API", async () => {
    const user = await seedUser(app.database);
    await guessAt(user.email);
    const byForm = openVisitor(app);
    const page = await signIn(byForm, user);
    expect(page.shown).toMatch(asksForCaptcha);
    expect(page.text).toContain(`value="${user.email}"`);
    expect(page.text).not.toContain(user.password);
    for (const as of ["form", "json"] as const) {
      const visitor = openVisitor(app);
      expect((await signInByNextAuth(visitor, user, as)).status, as).toBe(403);
      expect(await opensSession(visitor), as).toBe(false);
    }
    const { email, password } = user;
    for (const path of ["/sign-in", "/token"])
      expectProblem(await call(app, "POST", path, { body: { email, password } }), 403, "captcha_required");
    expect(await opensSession(byForm)).toBe(false);
  });

  it("lets who passed it in, by form, API and NextAuth, and tells nobody whether the address has an account", async () => {
    const user = await seedUser(app.database);
    const nobody = { email: newPerson(app).email, password: newPassword(app) };
    await guessAt(user.email);
    await guessAt(nobody.email);
    const [known, unknown] = [await signIn(openVisitor(app), user), await signIn(openVisitor(app), nobody)];
    expect(unknown.shown).toBe(known.shown);
    const visitor = openVisitor(app);
    const captcha = await passCaptcha(app, "signin", visitor.address);
    const landed = await visitor.submit(await visitor.get("/signin"), { field: "password" }, { ...user, captcha });
    expect(landed.path).toBe("/dashboard");
    await guessAt(user.email);
    const body = { email: user.email, password: user.password };
    const answer = await passCaptcha(app, "signin", newAddress());
    expect((await call(app, "POST", "/token", { body: { ...body, captcha: answer } })).status).toBe(200);
    await guessAt(user.email);
    const byNextAuth = openVisitor(app);
    await signInByNextAuth(byNextAuth, { ...body, captcha: await passCaptcha(app, "signin", byNextAuth.address) });
    expect(await opensSession(byNextAuth)).toBe(true);
  });

  it.each<[string, unknown]>([
    ["nothing", ""],
    ["a made-up text", "x"],
    ["a list", ["x"]],
    ["an object", { an: "object" }],
    ["null", null],
    ["a long text", "x".repeat(5_000)],
  ])("refuses %s as a captcha over the API", async (_what, captcha) => {
    const user = await seedUser(app.database);
    await guessAt(user.email);
    const { email, password } = user;
    const answer = await call(app, "POST", "/sign-in", { body: { email, password, captcha } });
    expect([400, 403]).toContain(answer.status);
  });

  it("asks a client for one from the sixth sign-up in an hour, and keeps what was typed", async () => {
    const address = newAddress();
    for (let round = 0; round < 5; round++) {
      expect((await signUpWith(openVisitor(app, { address }))).path).toBe("/signup/check-mail");
    }
    // A minute is over: for the database, and for an instance that has not seen the five.
    await app.database.query(`DELETE FROM "RateLimitWindow" WHERE "bucket" LIKE 'signup:%'`);
    const other = await startApp({ beside: app });
    const users = await count(app, "User");
    const person = newPerson(other);
    const page = await signUpWith(openVisitor(other, { address }), person);
    await other.stop();
    expect(page.shown).toMatch(asksForCaptcha);
    for (const typed of [person.name, person.email]) expect(page.text).toContain(`value="${typed}"`);
    expect(page.text).not.toContain(person.password);
    expect(await count(app, "User")).toBe(users);
  });

  it("signs in by a mailed link without scripts, once, and in the browser that asked for it alone", async () => {
    const user = await seedUser(app.database);
    await guessAt(user.email);
    const visitor = openVisitor(app);
    const page = await signIn(visitor, user);
    expect(page.text).toContain('href="/signin/by-mail"');
    const form = await visitor.get("/signin/by-mail");
    expect(form.text).toContain(`value="${user.email}"`);
    const sent = await visitor.submit(form, { field: "email" }, { email: user.email });
    expect(sent.path).toBe("/signin/check-mail");
    const { url, token } = linkIn(await app.resend.waitForMail(user.email));
    app.mark(token);
    const stranger = openVisitor(app);
    await stranger.get(url.pathname + url.search);
    expect((await signIn(stranger, user)).shown).toMatch(asksForCaptcha);
    const opened = await visitor.get(url.pathname + url.search);
    expect([opened.path, opened.shown.includes("opened in this browser")]).toEqual(["/signin", true]);
    expect((await signIn(visitor, user)).path).toBe("/dashboard");
    const used = await app.database.query<{ used: boolean }>(
      `SELECT "usedAt" IS NOT NULL AS used FROM "OneTimeToken" WHERE "purpose" = 'PASS_CAPTCHA' AND "userId" = $1`,
      [user.id],
    );
    expect(used).toEqual([{ used: true }]);
  });

  it("mails no stranger a way on, and answers the same", async () => {
    const { email } = newPerson(app);
    const visitor = openVisitor(app);
    const page = await visitor.submit(await visitor.get("/signin/by-mail"), { field: "email" }, { email });
    expect(page.path).toBe("/signin/check-mail");
    expect(await app.database.query(`SELECT 1 FROM "OutboxMail" WHERE "recipient" = $1`, [email])).toEqual([]);
  });

  it("hands out a challenge for an action it knows, thirty a minute to a client, and nothing else", async () => {
    const visitor = openVisitor(app);
    const answers = [];
    for (let round = 0; round < 31; round++) answers.push(await visitor.send({ path: "/api/captcha?action=signup" }));
    expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 30 }, () => 200), 429]);
    expect(answers[0]?.headers["cache-control"]).toBe("no-store");
    for (const path of ["", "?action=", "?action=admin", "?action=signup&action=signin", "?action[]=signup"])
      expect([200, 400]).toContain((await openVisitor(app).send({ path: `/api/captcha${path}` })).status);
  });
});

describe("with Turnstile, always", () => {
  let app: App;
  let turnstile: TurnstileProvider;
  beforeAll(async () => {
    turnstile = await startTurnstileProvider();
    app = await startApp({ env: { CAPTCHA_MODE: "always", ...turnstile.env } });
    app.mark("a-secret-key");
  });
  afterEach(() => turnstile.behave("ok"));
  afterAll(async () => {
    await app.stop();
    turnstile.close();
  });

  it("lets pages show the provider's frame, and nothing else of anybody's", async () => {
    const { headers } = await openVisitor(app).get("/signup");
    const policy = String(headers["content-security-policy"]);
    expect(policy).toContain("frame-src 'self' https://challenges.cloudflare.com;");
    expect(policy.match(/https?:/g)).toHaveLength(1);
  });

  it("lets in who passed it for this action on this host just now", async () => {
    const page = await signUpWith(openVisitor(app), { captcha: turnstile.pass({ action: "signup" }) });
    expect(page.path).toBe("/signup/check-mail");
  });

  it.each<[string, () => string, RegExp]>([
    ["nothing", () => "", asksForCaptcha],
    ["an unknown token", () => "made-up", didNotPass],
    ["a token for another action", () => turnstile.pass({ action: "signin" }), didNotPass],
    ["a token for another host", () => turnstile.pass({ action: "signup", hostname: "evil.example" }), didNotPass],
    ["an old token", () => turnstile.pass({ action: "signup", at: new Date(Date.now() - 301_000) }), didNotPass],
    ["more than a token", () => "x".repeat(3_000), didNotPass],
  ])("refuses %s, and makes no account", async (_what, captcha, says) => {
    const users = await count(app, "User");
    const page = await signUpWith(openVisitor(app), { captcha: captcha() });
    expect(page.shown).toMatch(says);
    expect(await count(app, "User")).toBe(users);
  });

  it.each(["refuse", "error", "hang", "page"] as const)(
    "lets nobody in while the provider does %s, within three seconds, and keeps what was typed",
    async (behaviour) => {
      const tryOnce = async () => {
        const users = await count(app, "User");
        const person = newPerson(app);
        const visitor = openVisitor(app);
        const page = await visitor.get("/signup");
        const startedAt = performance.now();
        const captcha = turnstile.pass({ action: "signup" });
        const answer = await visitor.submit(page, { field: "name" }, { ...person, captcha });
        const tookMs = performance.now() - startedAt;
        expect(answer.status).toBe(200);
        expect(answer.text).toContain(`value="${person.email}"`);
        expect(answer.text).not.toContain(captcha);
        expect(await count(app, "User")).toBe(users);
        return { tookMs, shown: answer.shown };
      };
      turnstile.behave(behaviour);
      const says = behaviour === "refuse" ? didNotPass : cannotBeMade;
      // A refusal that comes too late is not read, however well the provider is.
      const found = await untilOneHolds(tryOnce, ({ tookMs, shown }) => tookMs < 3_000 && says.test(shown));
      expect(found.tookMs).toBeLessThan(3_000);
      expect(found.shown).toMatch(says);
    },
  );

  it.each(["error", "hang", "page"] as const)(
    "says when to come back where no person reads, while the provider does %s",
    async (behaviour) => {
      turnstile.behave(behaviour);
      const { email, password } = await seedUser(app.database);
      const body = () => ({ email, password, captcha: turnstile.pass({ action: "signin" }) });
      const headers = { "sec-fetch-site": "same-origin" };
      const answers = await Promise.all([
        call(app, "POST", "/token", { body: body() }),
        call(app, "POST", "/sign-in", { body: body(), headers }),
        signInByNextAuth(openVisitor(app), body()),
      ]);
      for (const answer of answers) {
        expect(answer.status).toBe(503);
        expect(Number(answer.headers["retry-after"])).toSatisfy((wait: number) => wait >= 1 && wait <= 60);
        expect(answer.setCookies.filter((line) => /session-token=.+|auth_token=.+/.test(line))).toEqual([]);
      }
    },
  );

  it("takes a token once, though the provider calls it good each time: in sequence and fifty at once", async () => {
    const inSequence = turnstile.pass({ action: "forgot-password" });
    const { email } = await seedUser(app.database);
    expect((await askForReset(openVisitor(app), email, { captcha: inSequence })).path).toContain("check-mail");
    expect((await askForReset(openVisitor(app), email, { captcha: inSequence })).shown).toMatch(didNotPass);
    const atOnce = turnstile.pass({ action: "forgot-password" });
    const pages = await Promise.all(
      Array.from({ length: 50 }, () => askForReset(openVisitor(app), email, { captcha: atOnce })),
    );
    expect(pages.filter(({ path }) => path.endsWith("check-mail"))).toHaveLength(1);
  });

  it("asks the provider no more often than the limit lets a client try", async () => {
    const visitor = openVisitor(app);
    const before = turnstile.asked.length;
    const page = await visitor.get("/signup");
    for (let round = 0; round < 20; round++)
      await visitor.submit(page, { field: "name" }, { ...newPerson(app), captcha: `made-up-${round}` });
    expect(turnstile.asked.length - before).toBe(5);
  });

  it("sends sign-up's own mail in place of the captcha, three times an hour for a client", async () => {
    const visitor = openVisitor(app);
    const outcomes = [];
    for (let round = 0; round < 4; round++) {
      const page = await visitor.get("/signup");
      const landed = await visitor.submit(page, { button: /continue by mail/i }, { ...newPerson(app) });
      outcomes.push(landed.path);
    }
    expect(outcomes).toEqual([...Array.from({ length: 3 }, () => "/signup/check-mail"), "/signup"]);
  });
});
