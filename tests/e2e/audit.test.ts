import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { seedRole } from "../support/askers";
import { openBrowser, quietVisits } from "../support/browser";
import { signInOn } from "../support/journey";
import { expectGoodLooks } from "../support/looks";

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

/** Thirty refused sign-ins of an account, the newest many at once, and what an administrator did to it. */
async function troubles(subjectId: string, actorId: string): Promise<void> {
  await app.database.query(
    `INSERT INTO "AuditEvent" ("createdAt", "name", "result", "reason", "count", "subjectId", "place", "agent", "details", "requestId")
     SELECT now() - make_interval(mins => 31 - n), 'session.refused', 'REFUSED', 'invalid_credentials', n, $1, '203.0.113.x',
       'Microsoft Edge on a machine with quite a long name, by its own account', '{"method": "password"}', gen_random_uuid()
     FROM generate_series(1, 30) n`,
    [subjectId],
  );
  await app.database.query(
    `INSERT INTO "AuditEvent" ("createdAt", "name", "result", "actorId", "subjectId", "place", "agent")
     VALUES (now(), 'user.unlocked', 'OK', $2, $1, '198.51.100.x', 'Firefox on Linux')`,
    [subjectId, actorId],
  );
}

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("the audit log %s", (way, javaScript) => {
  const { open } = quietVisits(() => ({ browser, app, javaScript }));

  it("shows people what happened to their account, page by page", async () => {
    const [user, other] = [await seedUser(app.database), await seedRole(app, "ADMIN")];
    await troubles(user.id, other.id);
    const page = await open();
    await signInOn(page, user);
    await page.goto("/settings");
    await page.getByRole("link", { name: "Activity" }).click();
    const rows = page.getByRole("main").getByRole("listitem");
    await rows.getByText("This session").waitFor();
    expect(await rows.count()).toBe(25);
    expect(await rows.filter({ hasText: "This session" }).innerText()).toMatch(/Signed in/);
    const unlocked = await rows.filter({ hasText: "guesses cleared" }).innerText();
    expect(unlocked).toContain("By an administrator");
    expect(unlocked).not.toMatch(/198\.51|Firefox/);
    expect(await rows.filter({ hasText: "30 times" }).innerText()).toContain("address and password did not fit");
    await expectGoodLooks(browser, page, `activity ${way}`, javaScript);
    await page.getByRole("link", { name: "Older" }).click();
    await page.getByRole("link", { name: "Newest" }).waitFor();
    expect(await rows.count()).toBeGreaterThan(0);
    await page.getByRole("link", { name: "End the other sessions" }).click();
    await page.getByRole("heading", { name: "Sessions" }).waitFor();
  });

  it("lets an administrator find an event, open it, and take what was found home", async () => {
    const [user, admin] = [await seedUser(app.database), await seedRole(app, "ADMIN")];
    await troubles(user.id, admin.id);
    const page = await open();
    await signInOn(page, admin);
    await page.goto("/admin/audit");
    await page.getByLabel("Event", { exact: true }).selectOption({ label: "A sign-in was refused" });
    await page.getByLabel("Person").fill(user.email);
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.waitForURL(/what=session\.refused/);
    const rows = page.getByRole("main").getByRole("listitem");
    expect(await rows.count()).toBe(25);
    await rows.first().locator("summary").click();
    expect(await rows.first().innerText()).toMatch(/203\.0\.113\.x[\s\S]*"method":"password"/);
    await expectGoodLooks(browser, page, `audit log ${way}`, javaScript);
    await page.getByRole("link", { name: "Older" }).click();
    await page.getByRole("link", { name: "Newest" }).waitFor();
    expect(await rows.count()).toBe(5);
    const [download] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: "CSV", exact: true }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^audit-.*\.csv$/);
    expect(await download.failure()).toBeNull();

    await page.getByLabel("Person").fill("no such person");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.getByText("Enter one whole e-mail address, or the id of an account.").waitFor();
    expect(await rows.count()).toBe(0);
    await expectGoodLooks(browser, page, `audit log with a fault ${way}`, javaScript);
  });
});
