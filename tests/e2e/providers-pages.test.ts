import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  axeFindings,
  openBrowser,
  screenshot,
  sidewaysScroll,
  visit,
  type Scheme,
  type Visit,
} from "../support/browser";
import { newIdentity, startProviderApp, type ProviderApp } from "../support/provider-app";

let app: ProviderApp;
let browser: Browser;
beforeAll(async () => {
  app = await startProviderApp();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const methods = "/settings/sign-in-methods";

async function signInByGithub({ page }: Visit): Promise<void> {
  const longest = "a-rather-long-login-name".repeat(4);
  app.provider.control.queue({ provider: "github", person: { ...newIdentity(), login: longest } });
  await page.goto("/signin");
  await page.getByRole("button", { name: "Continue with GitHub" }).click();
  await page.waitForURL("**/dashboard");
}

const states: Record<string, (visited: Visit) => Promise<unknown>> = {
  "sign-in with providers": ({ page }) => page.goto("/signin"),
  "sign-in that needs proof": ({ page }) => page.goto("/signin?error=LinkNeedsProof"),
  "sign-up with providers": ({ page }) => page.goto("/signup"),
  "sign-in methods": async (visited) => {
    await signInByGithub(visited);
    await visited.page.goto(`${methods}?error=LinkRefused`);
    await visited.page.getByText("Remove", { exact: true }).first().click();
  },
  confirm: async (visited) => {
    await signInByGithub(visited);
    await visited.page.goto(`/confirm?next=${methods}`);
  },
};

describe.each(Object.entries(states))("the page %s", (name, reach) => {
  it.each<[Scheme, number, boolean]>([
    ["light", 1280, true],
    ["dark", 1280, true],
    ["light", 360, true],
    ["dark", 360, false],
  ])("is accessible, quiet and fits in %s at %d pixels, scripts: %s", async (scheme, width, javaScript) => {
    const visited = await visit(browser, app, { javaScript, scheme, width });
    await reach(visited);
    await visited.page.waitForLoadState("networkidle");
    await screenshot(visited.page, `${name} ${scheme} ${width}`);
    expect(await axeFindings(visited.page)).toEqual([]);
    expect(await sidewaysScroll(visited.page)).toBe(0);
    const away = `request to http://127.0.0.1:${app.provider.port}`;
    expect(visited.faults.filter((fault) => fault !== away)).toEqual([]);
    await visited.close();
  });
});
