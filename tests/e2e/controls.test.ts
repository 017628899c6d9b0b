import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { openBrowser, screenshot, visit } from "../support/browser";
import { formWith } from "../support/journey";

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

/** Presses Tab until the control has the focus, as a person does who cannot use a pointer. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 40; presses++) {
    await page.keyboard.press("Tab");
    if (await page.locator(selector).evaluate((element) => element === document.activeElement)) return;
  }
  throw new Error(`Tab never reached ${selector}`);
}

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("keyboard %s", (_, javaScript) => {
  it("signs in without a pointer, and always shows where it is", async () => {
    const { page, close } = await visit(browser, app, { javaScript });
    const user = await seedUser(app.database);
    await page.goto("/signin");
    await page.keyboard.press("Tab");
    expect(await page.evaluate(() => document.activeElement?.textContent)).toMatch(/skip/i);
    await tabTo(page, 'main [name="email"]');
    await page.keyboard.type(user.email);
    await tabTo(page, 'main [name="password"]');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement as Element));
    expect(`${outline.outlineStyle} ${outline.boxShadow}`).not.toBe("none none");
    await page.keyboard.type(user.password);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/dashboard");
    await tabTo(page, 'form button:has-text("Sign out")');
    await page.keyboard.press("Enter");
    await page.waitForURL("**/signin");
    await close();
  });

  it("moves past the header by the skip link", async () => {
    const { page, close } = await visit(browser, app, { javaScript });
    await page.goto("/");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await expect.poll(() => new URL(page.url()).hash).toBe("#main");
    await close();
  });
});

describe("password field", () => {
  it("shows and hides what was typed, and says which", async () => {
    const { page, close } = await visit(browser, app, { javaScript: true });
    await page.goto("/signin");
    const field = formWith(page, "password").locator('[name="password"]');
    await field.fill("seven quiet lanterns");
    const toggle = formWith(page, "password").getByRole("button", { name: /show password/i });
    await toggle.click();
    expect(await field.getAttribute("type")).toBe("text");
    expect(await field.inputValue()).toBe("seven quiet lanterns");
    await formWith(page, "password")
      .getByRole("button", { name: /hide password/i })
      .click();
    expect(await field.getAttribute("type")).toBe("password");
    await close();
  });

  it("offers no button that would do nothing where scripts are off", async () => {
    const { page, close } = await visit(browser, app, { javaScript: false });
    await page.goto("/signin");
    expect(await page.getByRole("button", { name: /show password/i }).count()).toBe(0);
    await close();
  });

  it.each([
    ["/signin", "current-password", "username"],
    ["/signup", "new-password", "email"],
  ])("%s tells a password manager what it is", async (path, password, email) => {
    const { page, close } = await visit(browser, app, { javaScript: false });
    await page.goto(path);
    expect(await page.locator('main [name="password"]').getAttribute("autocomplete")).toBe(password);
    expect(await page.locator('main [name="email"]').getAttribute("autocomplete")).toContain(email);
    await close();
  });
});

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("theme %s", (way, javaScript) => {
  it("is switched on the spot, and kept", async () => {
    const { page, close, faults } = await visit(browser, app, { javaScript, scheme: "light" });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await page.goto("/signin?next=%2Fsettings");
    const light = await background();
    await page.getByRole("button", { name: "Dark" }).click();
    await page.locator("html.dark").waitFor();
    await expect.poll(background).not.toBe(light);
    expect(new URL(page.url()).searchParams.get("next")).toBe("/settings");
    await screenshot(page, `theme dark ${way}`);
    await page.goto("/");
    expect(await background()).not.toBe(light);
    await page.getByRole("button", { name: "Light" }).click();
    await page.locator("html.light").waitFor();
    await expect.poll(background).toBe(light);
    expect(faults).toEqual([]);
    await close();
  });
});
