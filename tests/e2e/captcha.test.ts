import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type App } from "../support/app-server";
import {
  axeFindings,
  copyForAxe,
  openBrowser,
  screenshot,
  sidewaysScroll,
  visit,
  type VisitOptions,
} from "../support/browser";
import { newPerson } from "../support/form-client";

let app: App;
let browser: Browser;
beforeAll(async () => {
  app = await startApp({ env: { CAPTCHA_MODE: "always" } });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

/** With patience for a solution, which is found by chance: one that takes several times as long as most is no fault. */
async function visitWithPatience(options: VisitOptions) {
  const opened = await visit(browser, app, options);
  opened.context.setDefaultTimeout(60_000);
  return opened;
}

async function fillIn(page: Page, person: { name: string; email: string; password: string }): Promise<void> {
  await page.getByLabel("Name").fill(person.name);
  await page.getByLabel("E-mail address").fill(person.email);
  await page.getByLabel("Password", { exact: true }).fill(person.password);
}

describe("with scripts", () => {
  it("solves the captcha by itself, waits for it with the form, and sends the form once it is passed", async () => {
    const { page, faults, close } = await visitWithPatience({ javaScript: true });
    await page.goto("/signup");
    await fillIn(page, newPerson(app));
    // Sent by the keyboard, perhaps before the captcha is solved.
    await page.getByLabel("Password", { exact: true }).press("Enter");
    await page.waitForURL("**/signup/check-mail");
    expect(faults).toEqual([]);
    await close();
  });

  it("says how far it is, in a way that assistive technology reads, on a phone and in the dark", async () => {
    for (const { scheme, width } of [
      { scheme: "light", width: 1280 },
      { scheme: "dark", width: 360 },
    ] as const) {
      const { page, faults, close } = await visitWithPatience({ javaScript: true, scheme, width });
      await page.goto("/signin");
      const group = page.getByRole("group", { name: "Are you a person?" });
      await group.getByRole("status").getByText("Done. Send the form.").waitFor();
      expect(await axeFindings(page)).toEqual([]);
      expect(await sidewaysScroll(page)).toBe(0);
      await screenshot(page, `captcha-${scheme}-${width}`);
      expect(faults).toEqual([]);
      await close();
    }
  });

  it("offers to try again when no challenge can be had", async () => {
    const { page, close } = await visitWithPatience({ javaScript: true });
    await page.route("**/api/captcha*", (route) => route.abort());
    await page.goto("/signin");
    await page.getByText("The check could not be made.").waitFor();
    await screenshot(page, "captcha-failed");
    await page.unroute("**/api/captcha*");
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Done. Send the form.").waitFor();
    await close();
  });
});

describe("without scripts", () => {
  it("signs up by mail in place of the captcha, and keeps what was typed until then", async () => {
    const person = newPerson(app);
    const { page, faults, close } = await visit(browser, app, { javaScript: false, width: 360 });
    await page.goto("/signup");
    await fillIn(page, person);
    await page.getByRole("button", { name: "Create account" }).click();
    expect(await page.getByRole("alert").textContent()).toContain("shows that you are a person");
    expect(await page.getByLabel("E-mail address").inputValue()).toBe(person.email);
    const copy = await copyForAxe(browser, page);
    expect(await axeFindings(copy)).toEqual([]);
    await copy.close();
    expect(await sidewaysScroll(page)).toBe(0);
    await screenshot(page, "captcha-without-scripts");
    await page.getByLabel("Password", { exact: true }).fill(person.password);
    await page.getByRole("button", { name: "Continue by mail" }).press("Enter");
    await page.waitForURL("**/signup/check-mail");
    expect(faults).toEqual([]);
    await close();
  });

  it("shows the way by mail for a sign-in", async () => {
    const { page, close } = await visit(browser, app, { javaScript: false });
    await page.goto("/signin");
    await page.getByRole("link", { name: "Continue by mail" }).click();
    await page.waitForURL("**/signin/by-mail");
    const copy = await copyForAxe(browser, page);
    expect(await axeFindings(copy)).toEqual([]);
    await copy.close();
    await screenshot(page, "captcha-by-mail");
    await page.getByLabel("E-mail address").fill(newPerson(app).email);
    await page.getByRole("button", { name: "Send link" }).click();
    await page.waitForURL("**/signin/check-mail");
    await close();
  });
});
