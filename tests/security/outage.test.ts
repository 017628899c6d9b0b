import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { call } from "../support/api-client";
import { seedUser, type SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import type { Answer } from "../support/exchange";
import {
  linksHeldBy,
  newPerson,
  openVisitor,
  signIn,
  signUp,
  type FormChoice,
  type Page,
  type Visitor,
} from "../support/form-client";
import { signInByNextAuth } from "../support/next-auth-client";

const driverText =
  /PrismaClient|prisma:|postgres|pg_|ECONN|invocation|P[12]\d{3}|127\.0\.0\.1|latchkey_app|connect(ion)? (refused|terminated)|at [\w.]+ \(/i;

describe("database away", () => {
  let app: App;
  let user: SeededUser;
  let holder: Visitor;
  /** The pages as they were loaded before the outage. */
  const loaded = new Map<string, Page>();

  beforeAll(async () => {
    app = await startApp();
    user = await seedUser(app.database);
    holder = await linksHeldBy(app, user);
    const stranger = openVisitor(app);
    for (const path of ["/signup", "/signin", "/forgot-password"]) loaded.set(path, await stranger.get(path));
    for (const path of ["/verify", "/reset-password"]) loaded.set(path, await holder.get(path));
    await app.database.setAway(true);
  });
  afterAll(async () => {
    await app.database.setAway(false);
    await app.stop();
  });

  function browser(): Visitor {
    return openVisitor(app, { cookies: new Map(holder.cookies) });
  }

  function page(path: string): Page {
    const found = loaded.get(path);
    if (!found) throw new Error(`${path} was not loaded`);
    return found;
  }

  function expectDiscreet(answer: Answer): void {
    expect(driverText.exec(answer.text + JSON.stringify(answer.headers))?.[0]).toBeUndefined();
    expect(answer.ms).toBeLessThan(8_000);
  }

  it.each<[string, string, FormChoice]>([
    ["sign up", "/signup", { field: "name" }],
    ["sign in", "/signin", { field: "password" }],
    ["forgot", "/forgot-password", { field: "email" }],
    ["confirm", "/verify", { button: /confirm/i }],
    ["reset", "/reset-password", { field: "password" }],
  ])("every form answers with a plain sentence: %s", async (_, path, choice) => {
    const person = { ...newPerson(app), email: user.email };
    const answer = await browser().submit(page(path), choice, person);
    expectDiscreet(answer);
    expect(answer.shown).toMatch(/try again/i);
  });

  it("answers 503 with a time to come back where no person reads", async () => {
    const byNextAuth = await signInByNextAuth(browser(), user);
    const me = await browser().send({ path: "/api/v1/me" });
    const { email, password } = user;
    const [byCookie, byTokens] = await Promise.all(
      ["/sign-in", "/token"].map((path) =>
        call(app, "POST", path, { body: { email, password }, headers: { "sec-fetch-site": "same-origin" } }),
      ),
    );
    for (const answer of [byNextAuth, me, byCookie, byTokens]) {
      if (!answer) throw new Error("no answer");
      expectDiscreet(answer);
      expect(answer.status).toBe(503);
      expect(Number(answer.headers["retry-after"])).toBeGreaterThanOrEqual(1);
    }
  });

  it.each(["/dashboard", "/settings", "/verify", "/reset-password", "/api/auth/session", "/"])(
    "shows nothing of the driver and nothing private at %s",
    async (path) => {
      const answer = await browser().send({ path });
      expectDiscreet(answer);
      expect(answer.text).not.toContain(user.email);
    },
  );

  it("lets nobody in, and works again in the same process when the database is back", async () => {
    expect((await signIn(browser(), user).catch(() => null))?.path).not.toBe("/dashboard");
    await app.database.setAway(false);
    await expect.poll(async () => (await signIn(openVisitor(app), user)).path, { timeout: 10_000 }).toBe("/dashboard");
    expect((await browser().get("/dashboard")).path).toBe("/dashboard");
  });
});

describe("mail provider away", () => {
  let app: App;
  beforeAll(async () => {
    app = await startApp();
  });
  afterAll(async () => {
    await app.stop();
  });

  it.each(["error", "limited", "accept-then-reset", "hang"] as const)(
    "nobody waits for it, and each mail arrives once it is back: %s",
    async (behaviour) => {
      app.resend.behave(behaviour);
      const people = Array.from({ length: 4 }, () => newPerson(app));
      for (const person of people) {
        const page = await signUp(openVisitor(app), person);
        expect(page.path).toBe("/signup/check-mail");
        expect(page.ms).toBeLessThan(1_500);
      }
      await expect.poll(() => app.resend.calls.length, { timeout: 15_000 }).toBeGreaterThan(0);
      app.resend.behave("ok");
      for (const person of people) await app.resend.waitForMail(person.email, { withinMs: 90_000 });
      for (const person of people) expect(app.resend.mailsTo(person.email)).toHaveLength(1);
    },
  );

  it("keeps forgot equal for known and unknown while it fails", async () => {
    app.resend.behave("error");
    const known = await seedUser(app.database);
    const answers = [];
    for (const email of [known.email, "nobody@example.com"]) {
      const visitor = openVisitor(app);
      const page = await visitor.submit(await visitor.get("/forgot-password"), { field: "email" }, { email });
      answers.push([page.status, page.path, page.shown.replaceAll(email, "")]);
    }
    app.resend.behave("ok");
    expect(answers[0]).toEqual(answers[1]);
  });
});
