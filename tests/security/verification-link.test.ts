import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { openBrowser, visit } from "../support/browser";
import { mailedToken, openVisitor, signIn } from "../support/form-client";
import { askForReset, isVerified, pressTogether, signUpAndReadMail } from "../support/mailed-links";

let app: App;
let browser: Browser;
beforeAll(async () => {
  app = await startApp();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

describe("mail-scanner prefetch", () => {
  it("uses up no verification link by HEAD, GET or a browser that runs scripts", async () => {
    const { visitor, person, link } = await signUpAndReadMail(app);
    const before = await app.database.snapshot();
    for (const method of ["HEAD", "GET", "OPTIONS", "GET"]) {
      const scanner = openVisitor(app);
      await scanner.send({ method, path: link.path });
      await scanner.get("/verify");
    }
    const scanner = await visit(browser, app, { javaScript: true });
    await scanner.page.goto(link.path);
    await scanner.page.waitForLoadState("networkidle");
    await scanner.close();
    expect(await app.database.snapshot()).toBe(before);
    expect(await isVerified(app, person.email)).toBe(false);
    const landed = await visitor.submit(await visitor.get(link.path), { button: /confirm/i });
    expect(landed.path).toBe("/signin");
    expect(await isVerified(app, person.email)).toBe(true);
  });

  it("uses up no reset link", async () => {
    const user = await seedUser(app.database);
    const link = await askForReset(app, user.email);
    const before = await app.database.snapshot();
    for (const method of ["HEAD", "GET", "GET"]) await openVisitor(app).send({ method, path: link.path });
    const scanner = await visit(browser, app, { javaScript: true });
    await scanner.page.goto(link.path);
    await scanner.page.waitForLoadState("networkidle");
    await scanner.close();
    expect(await app.database.snapshot()).toBe(before);
  });
});

describe("verification link", () => {
  it("confirms once, of fifty presses at the same moment in the browser that signed up", async () => {
    const { visitor, person, link } = await signUpAndReadMail(app);
    const tabs = Array.from({ length: 50 }, () => openVisitor(app, { cookies: new Map(visitor.cookies) }));
    const answers = await pressTogether(tabs, link, () => ({}));
    const flashes = answers.map(
      ({ status, setCookies }) => `${status} ${setCookies.find((line) => line.startsWith("flash="))?.split(";")[0]}`,
    );
    expect(flashes.filter((flash) => flash === "303 flash=email-verified")).toHaveLength(1);
    expect(flashes.filter((flash) => flash === "303 flash=already-verified")).toHaveLength(49);
    expect(await isVerified(app, person.email)).toBe(true);
    expect((await signIn(openVisitor(app), person)).path).toBe("/dashboard");
  });

  it("hands one right to choose a password to fifty strangers' browsers at once", async () => {
    const { person, link } = await signUpAndReadMail(app);
    const answers = await pressTogether(
      Array.from({ length: 50 }, () => openVisitor(app)),
      link,
      () => ({}),
    );
    expect(answers.filter(({ status }) => status >= 500)).toEqual([]);
    expect(answers.filter(({ headers }) => headers.location === "/reset-password")).toHaveLength(1);
    const tokens = await app.database.query(
      `SELECT t.id FROM "OneTimeToken" t JOIN "User" u ON u.id = t."userId" WHERE u.email = $1 AND purpose = 'RESET_PASSWORD'`,
      [person.email],
    );
    expect(tokens).toHaveLength(1);
  });

  it("says on a repeat that the address is confirmed already, and opens no session by itself", async () => {
    const { visitor, link } = await signUpAndReadMail(app);
    await visitor.submit(await visitor.get(link.path), { button: /confirm/i });
    const elsewhere = openVisitor(app);
    const repeat = await elsewhere.get(link.path);
    expect(repeat.status).toBe(200);
    expect(repeat.shown).toMatch(/already confirmed|is confirmed/i);
    for (const each of [visitor, elsewhere]) expect((await each.get("/dashboard")).path).toMatch(/^\/signin/);
  });

  it("ends at 24 hours by the database's clock, and offers a new link", async () => {
    const { visitor, person, link } = await signUpAndReadMail(app);
    await app.database.query(
      `UPDATE "OneTimeToken" SET "expiresAt" = now() - interval '1 second' WHERE "userId" = (SELECT id FROM "User" WHERE email = $1)`,
      [person.email],
    );
    const page = await visitor.get(link.path);
    expect(page.shown).toMatch(/expired/i);
    expect(await isVerified(app, person.email)).toBe(false);
  });

  it("refuses a reset token, and the reset page refuses a verification token", async () => {
    const { person, link } = await signUpAndReadMail(app);
    const user = await seedUser(app.database);
    const reset = await askForReset(app, user.email);
    const before = await app.database.snapshot();
    const crossed = [`/verify?token=${reset.token}`, `/reset-password?token=${link.token}`];
    for (const path of crossed) {
      const page = await openVisitor(app).get(path);
      expect(page.status).toBeLessThan(500);
      expect(page.shown).toMatch(/does not work/i);
    }
    expect(await app.database.snapshot()).toBe(before);
    expect(await isVerified(app, person.email)).toBe(false);
  });

  it.each([
    "",
    "x",
    "x".repeat(43),
    "x".repeat(10_000),
    "%00",
    "..%2f..%2f",
    "%E0%A4%A",
    "<script>alert(1)</script>",
    "a&token=b",
  ])("answers the token %j with a plain page", async (token) => {
    for (const page of ["/verify", "/reset-password"]) {
      const answer = await openVisitor(app).get(`${page}?token=${token}`);
      expect(answer.status, `${page} ${answer.shown.slice(0, 100)}`).toBeLessThan(500);
      expect(answer.text).not.toContain("<script>alert(1)");
    }
  });
});

describe("resend", () => {
  it("keeps the first link alive, and of two links only one confirms", async () => {
    const { visitor, person, link } = await signUpAndReadMail(app);
    const form = await visitor.get("/signup/check-mail");
    await visitor.submit(form, { button: /again|resend|new link|another/i }, { email: person.email });
    const second = await mailedToken(app, person.email, 2);
    expect(second.token).not.toBe(link.token);
    await visitor.submit(await visitor.get(link.path), { button: /confirm/i });
    expect(await isVerified(app, person.email)).toBe(true);
    expect((await visitor.get(second.path)).shown).toMatch(/already confirmed|is confirmed/i);
  });

  it("mails one address at most five times an hour, however many ask", async () => {
    const { person } = await signUpAndReadMail(app);
    for (let round = 0; round < 10; round++) {
      const visitor = openVisitor(app);
      visitor.cookies.set("mailed-address", encodeURIComponent(person.email));
      const page = await visitor.get("/signup/check-mail");
      await visitor.submit(page, { button: /again|resend|new link|another/i }, { email: person.email });
    }
    const rows = await app.database.query(`SELECT id FROM "OutboxMail" WHERE recipient = $1`, [person.email]);
    expect(rows).toHaveLength(5);
  });
});

describe("token in the address bar", () => {
  it.each(["/verify", "/reset-password"])(
    "%s moves it into a cookie that no script reads, and never shows it",
    async (page) => {
      const { link } =
        page === "/verify"
          ? await signUpAndReadMail(app)
          : { link: await askForReset(app, (await seedUser(app.database)).email) };
      const visitor = openVisitor(app);
      const led = await visitor.send({ path: link.path });
      expect([led.status, led.headers.location]).toEqual([307, `${page}/open?token=${link.token}`]);
      const moved = await visitor.send({ path: led.headers.location ?? "" });
      expect([moved.status, moved.headers.location]).toEqual([303, page]);
      for (const { headers } of [led, moved]) {
        expect(headers["cache-control"]).toContain("no-store");
        expect(headers["referrer-policy"]).toBe("no-referrer");
      }
      expect(moved.setCookies.join()).toMatch(/HttpOnly/i);
      const shown = await visitor.get(page);
      expect(shown.text).not.toContain(link.token);
      expect(shown.headers["cache-control"]).toContain("no-store");
      expect(shown.headers["referrer-policy"]).toBe("same-origin");
    },
  );
});
