import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser, type SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import {
  axeFindings,
  openBrowser,
  screenshot,
  sidewaysScroll,
  visit,
  type Scheme,
  type Visit,
} from "../support/browser";
import { newPerson } from "../support/form-client";
import { fillAndSend, openMailedLink, signInOn, signUpIn } from "../support/journey";
import { askForReset } from "../support/mailed-links";

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

/** How to come to each page that there is, in each of its states. */
const states: Record<string, (visited: Visit) => Promise<unknown>> = {
  landing: ({ page }) => page.goto("/"),
  "sign-up": ({ page }) => page.goto("/signup"),
  "sign-up with faults": async ({ page }) => {
    await page.goto("/signup");
    await fillAndSend(page, { name: "", email: "nowhere", password: "short" });
    await page.locator('[aria-invalid="true"]').first().waitFor();
  },
  "check mail after sign-up": ({ page }) => signUpIn(page, newPerson(app)),
  "verify without a link": ({ page }) => page.goto("/verify"),
  "verify with a bad link": ({ page }) => page.goto("/verify?token=unknown"),
  verify: async ({ page }) => {
    const person = newPerson(app);
    await signUpIn(page, person);
    await openMailedLink(page, app, person.email);
  },
  "verify in another browser": async ({ page }) => {
    const elsewhere = await visit(browser, app, { javaScript: false });
    const person = newPerson(app);
    await signUpIn(elsewhere.page, person);
    await elsewhere.close();
    await openMailedLink(page, app, person.email);
  },
  "verify resend": ({ page }) => page.goto("/verify/resend"),
  "sign-in": ({ page }) => page.goto("/signin"),
  "sign-in with an error": ({ page }) => page.goto("/signin?error=CredentialsSignin"),
  "sign-in after a wrong guess": async ({ page }) => {
    await page.goto("/signin");
    await fillAndSend(page, { email: "nobody@example.com", password: "seven quiet lanterns" });
    await page.getByText("is not right").waitFor();
  },
  "sign-in while signed in": async ({ page }) => {
    await signInOn(page, await seedUser(app.database));
    await page.goto("/signin");
  },
  "forgot password": ({ page }) => page.goto("/forgot-password"),
  "check mail after forgot": async ({ page }) => {
    await page.goto("/forgot-password");
    await fillAndSend(page, { email: "nobody@example.com" });
    await page.waitForURL("**/check-mail");
  },
  "reset without a link": ({ page }) => page.goto("/reset-password"),
  reset: async ({ page }) => {
    const user: SeededUser = await seedUser(app.database);
    await page.goto((await askForReset(app, user.email)).path);
  },
  dashboard: async ({ page }) => signInOn(page, await seedUser(app.database)),
  settings: async ({ page }) => {
    await signInOn(page, await seedUser(app.database));
    await page.goto("/settings");
  },
  security: async ({ page }) => {
    await signInOn(page, await seedUser(app.database));
    await page.goto("/settings/security");
  },
  "not found": ({ page }) => page.goto("/nowhere"),
};

/** The page that does not exist is meant to say so. */
function faultsOf({ faults }: Visit): string[] {
  return faults.filter((fault) => !/^404 for GET .*\/nowhere$/.test(fault));
}

describe.each(Object.entries(states))("the page %s", (name, reach) => {
  it.each<[Scheme, number]>([
    ["light", 1280],
    ["dark", 1280],
    ["light", 360],
    ["dark", 360],
  ])("is accessible, quiet and fits in %s at %d pixels", async (scheme, width) => {
    const visited = await visit(browser, app, { javaScript: true, scheme, width });
    await reach(visited);
    await visited.page.waitForLoadState("networkidle");
    await screenshot(visited.page, `${name} ${scheme} ${width}`);
    expect(await axeFindings(visited.page)).toEqual([]);
    expect(await sidewaysScroll(visited.page)).toBe(0);
    const stored = await visited.page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
    expect(stored).toEqual([0, 0, ""]);
    expect(faultsOf(visited)).toEqual([]);
    await visited.close();
  });

  it("is accessible and fits a phone without scripts", async () => {
    const visited = await visit(browser, app, { javaScript: false, width: 360 });
    await reach(visited);
    await screenshot(visited.page, `${name} no-script 360`);
    expect(await axeFindings(visited.page)).toEqual([]);
    expect(await sidewaysScroll(visited.page)).toBe(0);
    expect(faultsOf(visited)).toEqual([]);
    await visited.close();
  });
});
