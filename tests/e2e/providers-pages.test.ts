import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openBrowser, visit, type Visit } from "../support/browser";
import { everyLook, faultsInLooks } from "../support/looks";
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

type Look = { name: string; withAxe: boolean };

async function faultsIn({ page, faults }: Visit, { name, withAxe }: Look): Promise<string[]> {
  const found = await faultsInLooks(page, name, everyLook, { withAxe });
  const away = `request to http://127.0.0.1:${app.provider.port}`;
  return [...found, ...faults.filter((fault) => fault !== away)];
}

describe.each(Object.entries(states))("the page %s", (name, reach) => {
  it.each([
    ["with scripts", true],
    ["without scripts", false],
  ])(
    "is quiet and fits, and where axe can run is accessible, in light and dark, wide and narrow, %s",
    async (way, javaScript) => {
      const visited = await visit(browser, app, { javaScript });
      await reach(visited);
      if (javaScript) await visited.page.waitForLoadState("networkidle");
      expect(await faultsIn(visited, { name: `${name} ${way}`, withAxe: javaScript })).toEqual([]);
      await visited.close();
    },
  );
});
