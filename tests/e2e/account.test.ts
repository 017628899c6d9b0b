import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { openBrowser, screenshot, visit, type Visit } from "../support/browser";
import { newEmail, newPassword, newPerson } from "../support/form-client";
import {
  fillAndSend,
  formWith,
  joinIn,
  openMailedLink,
  pressConfirm,
  pressSignOut,
  readWords,
  signInOn,
  signUpIn,
} from "../support/journey";

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

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("account journey %s", (way, javaScript) => {
  const visits: Visit[] = [];

  async function open(): Promise<Visit> {
    const opened = await visit(browser, app, { javaScript });
    visits.push(opened);
    return opened;
  }

  afterEach(async () => {
    const faults = visits.flatMap((opened) => opened.faults);
    for (const opened of visits.splice(0)) await opened.close();
    expect(faults).toEqual([]);
  });

  it("goes from sign-up by mail to the dashboard and out again", async () => {
    const { page } = await open();
    const person = newPerson(app);
    await page.goto("/");
    await page
      .getByRole("link", { name: /sign up|create|get started|open an account/i })
      .first()
      .click();
    await page.waitForURL("**/signup");
    await fillAndSend(page, person);
    await page.waitForURL("**/signup/check-mail");
    await readWords(page, person.email);
    await screenshot(page, `check-mail ${way}`);
    await openMailedLink(page, app, person.email);
    await screenshot(page, `verify ${way}`);
    await pressConfirm(page);
    await page.waitForURL("**/signin");
    await readWords(page, "Your e-mail address is confirmed");
    await screenshot(page, `confirmed ${way}`);
    await fillAndSend(page, { email: person.email, password: person.password });
    await page.waitForURL("**/dashboard");
    await readWords(page, person.email);
    await screenshot(page, `dashboard ${way}`);
    await pressSignOut(page);
    await readWords(page, "You are signed out");
    await page.goBack();
    await page.goto("/dashboard");
    expect(new URL(page.url()).pathname).toBe("/signin");
  });

  it("sets a new password by mail, ends the other sessions and lets the person in with it", async () => {
    const { page: elsewhere } = await open();
    const person = await joinIn(elsewhere, app);
    const { page } = await open();
    await page.goto("/signin");
    await page.getByRole("link", { name: /forgot/i }).click();
    await page.waitForURL("**/forgot-password");
    await fillAndSend(page, { email: person.email });
    await page.waitForURL("**/forgot-password/check-mail");
    await openMailedLink(page, app, person.email, 2);
    const password = newPassword(app);
    await fillAndSend(page, { password });
    await page.waitForURL("**/signin");
    await readWords(page, "Your password is changed");
    await elsewhere.goto("/dashboard");
    expect(new URL(elsewhere.url()).pathname).toBe("/signin");
    await signInOn(page, { email: person.email, password });
  });

  it("lets the owner choose a password when the link is opened in another browser", async () => {
    const { page: first } = await open();
    const person = newPerson(app);
    await signUpIn(first, person);
    const { page } = await open();
    await openMailedLink(page, app, person.email);
    await screenshot(page, `verify elsewhere ${way}`);
    await pressConfirm(page);
    await page.waitForURL("**/reset-password");
    await readWords(page, "Now choose your password");
    const password = newPassword(app);
    await fillAndSend(page, { password });
    await page.waitForURL("**/signin");
    await signInOn(page, { email: person.email, password });
  });

  it("keeps the first password in another browser for who types it", async () => {
    const { page: first } = await open();
    const person = newPerson(app);
    await signUpIn(first, person);
    const { page } = await open();
    await openMailedLink(page, app, person.email);
    await page.locator('[name="password"]').fill(newPassword(app));
    await pressConfirm(page);
    await readWords(page, "This is not the password chosen at sign-up");
    await page.locator('[name="password"]').fill(person.password);
    await pressConfirm(page);
    await page.waitForURL("**/signin");
    await signInOn(page, person);
  });

  it("sends the link again", async () => {
    const { page } = await open();
    const person = newPerson(app);
    await signUpIn(page, person);
    await page.getByRole("button", { name: /again|new link|resend/i }).click();
    await readWords(page, "a new link is on its way");
    await openMailedLink(page, app, person.email, 2);
    await pressConfirm(page);
    await page.waitForURL("**/signin");
    await signInOn(page, person);
  });

  it("tells a wrong guess in one sentence, keeps the address and drops the password", async () => {
    const { page } = await open();
    const { email } = await seedUser(app.database);
    await page.goto("/signin");
    await fillAndSend(page, { email, password: newPassword(app) });
    await readWords(page, "The e-mail address or the password is not right, or the address is not confirmed yet");
    expect(await page.locator('[name="email"]').inputValue()).toBe(email);
    expect(await formWith(page, "password").locator('[name="password"]').inputValue()).toBe("");
    await screenshot(page, `wrong guess ${way}`);
  });

  it("brings the person to the page they asked for", async () => {
    const { page } = await open();
    const user = await seedUser(app.database);
    await page.goto("/settings/security");
    expect(new URL(page.url()).pathname).toBe("/signin");
    await fillAndSend(page, { email: user.email, password: newPassword(app) });
    await readWords(page, "is not right");
    await fillAndSend(page, { email: user.email, password: user.password });
    await page.waitForURL("**/settings/security");
    await screenshot(page, `settings security ${way}`);
  });

  it("says of a link that was used that the address is confirmed already", async () => {
    const { page } = await open();
    const person = newPerson(app);
    await signUpIn(page, person);
    const path = await openMailedLink(page, app, person.email);
    await pressConfirm(page);
    await page.waitForURL("**/signin");
    await page.goto(path);
    await readWords(page, /already confirmed|is confirmed/i);
    await page.goto("/reset-password?token=unknown");
    await readWords(page, "This link does not work");
    await screenshot(page, `bad reset link ${way}`);
  });

  it("says at the field what is wrong with a sign-up, and keeps what was typed", async () => {
    const { page } = await open();
    const person = { name: "Ada Lovelace", email: newEmail(), password: "passwordpassword" };
    await page.goto("/signup");
    await fillAndSend(page, person);
    const form = formWith(page, "name");
    const password = form.locator('[name="password"][aria-invalid="true"]');
    await password.waitFor();
    const described = (await password.getAttribute("aria-describedby"))?.split(" ") ?? [];
    expect(await page.locator(`[id="${described[0]}"]`).innerText()).toMatch(/\w+ \w+/);
    expect(await form.locator('[name="name"]').inputValue()).toBe(person.name);
    expect(await form.locator('[name="email"]').inputValue()).toBe(person.email);
    expect(await password.inputValue()).toBe("");
    await screenshot(page, `weak password ${way}`);
    await fillAndSend(page, { name: "", email: "nowhere", password: "short" });
    await form.locator('[name="email"][aria-invalid="true"]').waitFor();
    expect(await form.locator('[aria-invalid="true"]').count()).toBeGreaterThanOrEqual(2);
    expect(await form.locator('[name="email"]').inputValue()).toBe("nowhere");
  });

  it("tells how long to wait after too many tries, and keeps the address", async () => {
    const { page } = await open();
    await page.goto("/forgot-password");
    const email = newEmail();
    for (let round = 0; round < 5; round++) {
      await page.goto("/forgot-password");
      await fillAndSend(page, { email });
      await page.waitForURL("**/forgot-password/check-mail");
    }
    await page.goto("/forgot-password");
    await fillAndSend(page, { email });
    await readWords(page, /Try again in \d+ second/);
    expect(await page.locator('[name="email"]').inputValue()).toBe(email);
  });
});
