import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { openBrowser, quietVisits, screenshot } from "../support/browser";
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

const sessions = "/settings/sessions";

function row(page: Page, label: string) {
  return page.getByRole("listitem").filter({ hasText: label });
}

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("one's sessions %s", (way, javaScript) => {
  const { open } = quietVisits(() => ({ browser, app, javaScript }));

  it("are named in words, with when they were used, and the current one is marked", async () => {
    const user = await seedUser(app.database);
    await seedSession(app.database, user.id, { label: "Safari on iOS", createdHours: 49, seenHours: 2 });
    const page = await open();
    await signInOn(page, user);
    await page.goto("/settings");
    await page.getByRole("link", { name: "Sessions" }).click();
    await page.waitForURL(`**${sessions}`);
    const current = row(page, "In use now");
    expect(await current.innerText()).toMatch(/Chrom\w+.* on Linux[\s\S]*In use now[\s\S]*Signed in just now/);
    const phone = row(page, "Safari on iOS");
    expect(await phone.innerText()).toMatch(/Last used 2 hours ago\s+Signed in 2 days ago/);
    expect(await phone.locator("time").first().getAttribute("title")).toMatch(/^\d+ \w+ \d{4} at \d\d:\d\d:\d\d UTC$/);
    await screenshot(page, `sessions ${way}`);
  });

  it("end one by one: the device that is ended is signed out on its next page", async () => {
    const user = await seedUser(app.database);
    await seedSession(app.database, user.id, { label: "Safari on iOS" });
    const [here, there] = [await open(), await open()];
    await signInOn(there, user);
    await app.database.query(
      `UPDATE "Session" SET "label" = 'The other one' WHERE "userId" = $1 AND "label" LIKE 'Chrom%'`,
      [user.id],
    );
    await signInOn(here, user);
    await here.goto(sessions);
    await row(here, "The other one").getByText("End", { exact: false }).first().click();
    await here.getByText("The other one is signed out at once.").waitFor();
    await screenshot(here, `sessions, ending one ${way}`);
    await row(here, "The other one").getByRole("button", { name: "End this session" }).click();
    await readWords(here, "That device is signed out.");
    await expect.poll(() => row(here, "The other one").count()).toBe(0);
    expect(await row(here, "Safari on iOS").count()).toBe(1);
    await there.goto("/dashboard");
    expect(new URL(there.url()).pathname).toBe("/signin");
  });

  it("end all but this one, and leave the tokens", async () => {
    const user = await seedUser(app.database);
    for (const label of ["Safari on iOS", "Edge on Windows"]) await seedSession(app.database, user.id, { label });
    await seedSession(app.database, user.id, { kind: "APP", label: "Notes for Android" });
    await seedSession(app.database, user.id, { kind: "TOKEN", label: "Backup", scopes: ["account:read"] });
    const page = await open();
    await signInOn(page, user);
    await page.goto(sessions);
    await page.getByText("End all others").click();
    await page.getByRole("button", { name: "End the 3 other sessions" }).click();
    await readWords(page, "Every other device is signed out.");
    await readWords(page, "You are signed in nowhere else.");
    await screenshot(page, `sessions, alone ${way}`);
    expect(await labelsOf(app.database, user.id, "BROWSER")).toHaveLength(1);
    expect(await labelsOf(app.database, user.id, "APP")).toEqual([]);
    expect(await labelsOf(app.database, user.id, "TOKEN")).toEqual(["Backup"]);
  });

  it("end where one is: the browser is signed out and keeps no cookie of it", async () => {
    const user = await seedUser(app.database);
    const page = await open();
    await signInOn(page, user);
    await page.goto(sessions);
    await row(page, "In use now").getByText("End", { exact: false }).first().click();
    await page.getByRole("button", { name: "Sign out here" }).click();
    await page.waitForURL("**/signin");
    await readWords(page, "You are signed out.");
    expect((await page.context().cookies()).map(({ name }) => name)).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/session-token|auth_token/)]),
    );
    expect(await labelsOf(app.database, user.id, "BROWSER")).toEqual([]);
  });

  it("that have ended meanwhile are said to have", async () => {
    const user = await seedUser(app.database);
    const gone = await seedSession(app.database, user.id, { label: "Safari on iOS" });
    const page = await open();
    await signInOn(page, user);
    await page.goto(sessions);
    await app.database.query(`DELETE FROM "Session" WHERE "id" = $1`, [gone]);
    await row(page, "Safari on iOS").getByText("End", { exact: false }).first().click();
    await page.getByRole("button", { name: "End this session" }).click();
    if (javaScript) await readWords(page, "This session has already ended.");
    else await expect.poll(() => row(page, "Safari on iOS").count()).toBe(0);
  });
});
