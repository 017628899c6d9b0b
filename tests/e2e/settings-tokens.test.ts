import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { openBrowser, quietVisits, screenshot } from "../support/browser";
import { exchange } from "../support/exchange";
import { readWords, signInOn } from "../support/journey";
import { labelsOf, seedSession } from "../support/session-rows";

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

const tokens = "/settings/tokens";

async function statusWith(token: string): Promise<number> {
  const headers = { host: new URL(app.origin).host, authorization: `Bearer ${token}` };
  return (await exchange(app.port, { path: "/api/v1/me", headers })).status;
}

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("personal access tokens %s", (way, javaScript) => {
  const { open } = quietVisits(() => ({ browser, app, javaScript }));

  it("are shown once, open the API, are told of by mail, and open nothing once revoked", async () => {
    const user = await seedUser(app.database);
    const page = await open();
    await signInOn(page, user);
    await page.goto("/settings");
    await page.getByRole("link", { name: "Tokens" }).click();
    await page.waitForURL(`**${tokens}`);
    await page.getByLabel("Name", { exact: true }).fill("Nightly backup");
    await page.getByLabel("See who you are").check();
    await page.getByLabel("90 days").check();
    await page.getByRole("button", { name: "Create token" }).click();
    const field = page.getByLabel("Your new token");
    await field.waitFor();
    const token = app.mark(await field.inputValue());
    expect(token).toMatch(/^lkp_[\w-]{43}$/);
    expect(await field.isEditable()).toBe(false);
    if (javaScript) expect(await page.evaluate(() => String(getSelection()))).toBe(token);
    expect(
      await page
        .locator("form")
        .filter({ has: page.getByText("Create token") })
        .count(),
    ).toBe(0);
    expect(await page.locator(`input[type="hidden"][value*="${token}"]`).count()).toBe(0);
    expect(JSON.stringify(await page.context().cookies())).not.toContain(token);
    await screenshot(page, `tokens, a new one ${way}`);
    expect(await statusWith(token)).toBe(200);
    expect((await app.resend.waitForMail(user.email)).text).toContain("Nightly backup");

    await page.getByRole("link", { name: "I have kept it" }).click();
    await page.getByLabel("Name", { exact: true }).waitFor();
    expect(await page.content()).not.toContain(token);
    const row = page.getByRole("listitem").filter({ hasText: "Nightly backup" });
    expect(await row.innerText()).toContain(`…${token.slice(-4)}`);
    expect(await row.innerText()).toMatch(/Created just now[\s\S]*Expires in 3 months/);
    await row.getByText("Revoke", { exact: false }).first().click();
    await screenshot(page, `tokens, revoking one ${way}`);
    await row.getByRole("button", { name: "Revoke this token" }).click();
    await readWords(page, "The token is revoked");
    await readWords(page, "No token yet.");
    expect(await statusWith(token)).toBe(401);
  });

  it("need a name and something that they may do, and what was typed is kept", async () => {
    const page = await open();
    await signInOn(page, await seedUser(app.database));
    await page.goto(tokens);
    await page.getByLabel("1 year").check();
    await page.getByRole("button", { name: "Create token" }).click();
    await readWords(page, "Give the token a name.");
    await page.getByLabel("Name", { exact: true }).fill("Deploy");
    await page.getByRole("button", { name: "Create token" }).click();
    await readWords(page, "Choose at least one thing");
    expect(await page.getByLabel("1 year").isChecked()).toBe(true);
    expect(await page.getByLabel("Name", { exact: true }).inputValue()).toBe("Deploy");
    await screenshot(page, `tokens with a fault ${way}`);
  });

  it("are twenty at most", async () => {
    const user = await seedUser(app.database);
    for (let count = 0; count < 20; count++)
      await seedSession(app.database, user.id, { kind: "TOKEN", label: `Script ${count}`, scopes: ["account:read"] });
    const page = await open();
    await signInOn(page, user);
    await page.goto(tokens);
    await page.getByLabel("Name", { exact: true }).fill("One more");
    await page.getByLabel("See who you are").check();
    await page.getByRole("button", { name: "Create token" }).click();
    await readWords(page, "You have 20 tokens");
    expect(await page.getByLabel("See who you are").isChecked()).toBe(true);
    expect(await labelsOf(app.database, user.id, "TOKEN")).toHaveLength(20);
  });
});
