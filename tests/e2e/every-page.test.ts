import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessTable, type Access } from "@/auth/access-table";
import { startApp, type App } from "../support/app-server";
import { pageOf, seedRole, seedStranger, type Stranger } from "../support/askers";
import { openBrowser, visit, type Visit } from "../support/browser";
import { signInOn } from "../support/journey";
import { everyLook, faultsInLooks } from "../support/looks";

let app: App;
let browser: Browser;
let stranger: Stranger;
let open: Visit;
let administrators: Visit;
beforeAll(async () => {
  app = await startApp();
  browser = await openBrowser();
  stranger = await seedStranger(app);
  open = await visit(browser, app, { javaScript: true });
  administrators = await visit(browser, app, { javaScript: true });
  const admin = await seedRole(app, "ADMIN");
  await signInOn(administrators.page, admin);
  await app.database.query(`UPDATE "Post" SET "authorId" = $1 WHERE "title" = $2`, [admin.id, stranger.draft]);
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const lines = (Object.entries(accessTable.pages) as [string, Access][]).filter(([, access]) => access !== "local");

describe("every page of the table of access", () => {
  it.each(lines)("%s has no fault that axe finds, fits a phone and keeps quiet", async (line, access) => {
    const visits = access === "public" ? [open, administrators] : [administrators];
    for (const { page, faults } of visits) {
      faults.length = 0;
      const answer = await page.goto(pageOf(line, stranger));
      expect(answer?.status()).toBe(200);
      await page.waitForLoadState("networkidle");
      const name = `table ${line.replaceAll("/", " ")} ${access}`;
      expect(await faultsInLooks(page, name, everyLook)).toEqual([]);
      expect(faults).toEqual([]);
    }
  });
});
