import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
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
  await tallyWeeks();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

/** Fifty days that were counted by the hour, all but the last three days: nothing of it happened today. */
async function tallyWeeks(): Promise<void> {
  await app.database.query(
    `INSERT INTO "AuditTally" ("hour", "name", "result", "reason", "method", "count")
     SELECT date_trunc('hour', now(), 'UTC') - make_interval(hours => n), name, result::"AuditResult", reason, method, usual + n * usual % 7
     FROM generate_series(72, 1200) n, (VALUES
       ('account.signed_up', 'OK', '', 'password', 2),
       ('session.opened', 'OK', '', 'password', 9), ('session.opened', 'OK', '', 'google', 5), ('session.opened', 'OK', '', 'github', 3),
       ('session.refused', 'REFUSED', 'invalid_credentials', 'password', 6), ('session.refused', 'REFUSED', 'limited', 'password', 1),
       ('identity.refused', 'REFUSED', 'needs_local_proof', '', 1)
     ) AS usual (name, result, reason, method, usual)`,
  );
  await app.database.query(
    `INSERT INTO "OutboxMail" ("id", "kind", "recipient", "status", "createdAt", "dueAt", "settledAt")
     SELECT 'of before ' || n, 'verification-link', n || '@example.com', CASE WHEN n % 9 = 0 THEN 'DEAD' ELSE 'SENT' END::"OutboxMailStatus",
       now() - make_interval(hours => 72 + n), now(), now()
     FROM generate_series(1, 400) n`,
  );
}

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("the administrators' overview %s", (way, javaScript) => {
  const { open } = quietVisits(() => ({ browser, app, javaScript }));

  it("shows what happened in a period by charts whose counts can be read as tables, and says where nothing did", async () => {
    const page = await open();
    await signInOn(page, await seedRole(app, "ADMIN"));
    await page.goto("/admin");
    const card = (title: string) =>
      page
        .getByRole("main")
        .locator("section")
        .filter({ has: page.getByRole("heading", { name: title, exact: true }) });
    expect(await card("Sign-ups").innerText()).toContain("None in the last 24 hours.");
    await expectGoodLooks(browser, page, `overview, empty ${way}`, javaScript);
    await page.getByRole("link", { name: "30 days", exact: true }).click();
    await page.waitForURL("**/admin?period=30d");
    const current = page.getByRole("navigation", { name: "Period" }).locator("[aria-current=true]");
    expect(await current.innerText()).toBe("30 days");
    expect(await card("Sign-ups").innerText()).toMatch(/[+−]\d+ % on the 30 days before/);
    expect(await card("Sign-ins").getByRole("img").getAttribute("aria-label")).toContain("last 30 days");
    await expectGoodLooks(browser, page, `overview ${way}`, javaScript);
    await card("Sign-ins").getByText("As a table").click();
    const head = card("Sign-ins").getByRole("table").getByRole("row").first();
    expect(await head.getByRole("columnheader").allInnerTexts()).toEqual([
      "From",
      "With the password",
      "With Google",
      "With GitHub",
    ]);
    expect(await card("Sign-ins").getByRole("row").count()).toBe(31);
    await expectGoodLooks(browser, page, `overview, a table open ${way}`, javaScript);
    await card("Refusals")
      .getByRole("link", { name: /address and password did not fit/ })
      .click();
    await page.waitForURL("**/admin/audit?what=session.refused&reason=invalid_credentials");
  });
});
