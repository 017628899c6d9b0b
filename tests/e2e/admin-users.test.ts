import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { seedRole } from "../support/askers";
import { axeFindings, openBrowser, quietVisits, screenshot } from "../support/browser";
import { readWords, signInOn } from "../support/journey";

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
])("an administrator %s", (way, javaScript) => {
  const { open } = quietVisits(() => ({ browser, app, javaScript }));

  it("finds a person, suspends, restores, makes them a moderator and deletes them", async () => {
    const person = await seedUser(app.database);
    const admin = await seedRole(app, "ADMIN");
    const page = await open();
    await signInOn(page, admin);
    await page.goto("/admin/users");
    await page.getByLabel("Name or e-mail address").fill(person.email.slice(0, -3));
    await page.getByRole("button", { name: "Show" }).click();
    await page.waitForURL(/q=/);
    await page.getByRole("listitem").filter({ hasText: person.email }).getByRole("link").click();
    await page.waitForURL(`**/admin/users/${person.id}`);

    await page.getByText("Suspend", { exact: false }).first().click();
    await page.getByRole("button", { name: "Suspend it" }).click();
    await readWords(page, "The account is suspended");
    expect((await app.resend.waitForMail(person.email)).subject).toMatch(/suspended/i);
    await page.getByText("Restore", { exact: false }).first().click();
    await screenshot(page, `an account, to be restored ${way}`);
    await page.getByRole("button", { name: "Restore it" }).click();
    await readWords(page, "may be used again");

    await page.getByLabel("Role").selectOption("MODERATOR");
    await page.getByRole("button", { name: "Change" }).click();
    await readWords(page, "The role is changed");
    await page.getByText("Got another role").first().waitFor();
    if (javaScript) expect(await axeFindings(page)).toEqual([]);

    await page.getByText("Delete", { exact: false }).first().click();
    await page.getByRole("button", { name: "Delete for good" }).click();
    await readWords(page, "The account is deleted");
    expect(await app.database.query(`SELECT 1 FROM "User" WHERE "id" = $1`, [person.id])).toEqual([]);
  });

  it("proves who they are first, after which the act that waited goes on", async () => {
    const person = await seedUser(app.database);
    const admin = await seedRole(app, "ADMIN");
    const page = await open();
    await signInOn(page, admin);
    await app.database.query(`UPDATE "Session" SET "provenAt" = now() - interval '1 hour' WHERE "userId" = $1`, [
      admin.id,
    ]);
    await page.goto(`/admin/users/${person.id}`);
    await page.getByText("Start a password reset", { exact: false }).first().click();
    await page.getByRole("button", { name: "Mail the link" }).click();
    await page.waitForURL(/\/confirm\?/);
    await page.getByLabel("Password", { exact: true }).fill(admin.password);
    await page
      .getByRole("button", { name: /confirm|continue/i })
      .first()
      .click();
    // With scripts it goes on by itself.
    if (!javaScript) await page.getByRole("button", { name: "Mail the person a link to a new password" }).click();
    await page.waitForURL(`**/admin/users/${person.id}`);
    const mail = await app.resend.waitForMail(person.email);
    expect(mail.text).toContain("/reset-password?token=");
    expect(await page.content()).not.toContain("token=");
  });
});
