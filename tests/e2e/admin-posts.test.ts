import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type App } from "../support/app-server";
import { seedRole, seedStranger } from "../support/askers";
import { openBrowser, quietVisits } from "../support/browser";
import { readWords, signInOn } from "../support/journey";
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

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("an administrator among all posts %s", (way, javaScript) => {
  const { open } = quietVisits(() => ({ browser, app, javaScript }));

  it("finds a post, takes it back with a reason, releases it, and deletes it after a proof of who they are", async () => {
    const { id, email, postId, title, draft } = await seedStranger(app);
    const admin = await seedRole(app, "ADMIN");
    const page = await open();
    await signInOn(page, admin);
    await page.goto("/admin/posts");
    await page.getByLabel("Words of the title").fill(title.slice(0, -2));
    await page.getByLabel("Author: address or id").fill(email);
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.waitForURL(/q=/);
    expect(await page.getByRole("link", { name: draft }).count()).toBe(0);

    await page.getByText(`Take back ${title}`).click();
    await page.getByLabel("Reason").fill("It names a person.");
    await expectGoodLooks(browser, page, `posts, one to be taken back ${way}`, javaScript);
    await page.getByRole("button", { name: "Take it back" }).click();
    await readWords(page, "The post is taken back");
    expect(new URL(page.url()).searchParams.get("author")).toBe(email);
    expect((await app.resend.waitForMail(email)).text).toContain("It names a person.");

    await page.getByLabel("State").selectOption("withheld");
    await page.getByRole("button", { name: "Show", exact: true }).click();
    await page.waitForURL(/state=withheld/);
    await page.getByText(`Release ${title}`).click();
    await page.getByRole("button", { name: "Release it" }).click();
    await readWords(page, "may publish the post again");

    await page.goto(`/admin/posts?author=${id}`);
    await page.getByRole("link", { name: draft }).waitFor();
    await app.database.query(`UPDATE "Session" SET "provenAt" = now() - interval '1 hour' WHERE "userId" = $1`, [
      admin.id,
    ]);
    await page.getByText(`Delete ${title}`).click();
    await page.getByRole("button", { name: "Delete for good" }).last().waitFor();
    await page
      .getByRole("listitem")
      .filter({ hasText: title })
      .getByRole("button", { name: "Delete for good" })
      .click();
    await page.waitForURL(/\/confirm\?/);
    await page.getByLabel("Password", { exact: true }).fill(admin.password);
    await page
      .getByRole("button", { name: /confirm|continue/i })
      .first()
      .click();
    // With scripts it goes on by itself.
    if (!javaScript) await page.getByRole("button", { name: "Delete the post for good" }).click();
    await page.waitForURL(`**/admin/posts?author=${id}`);
    await readWords(page, "The post is deleted");
    expect(await app.database.query(`SELECT 1 FROM "Post" WHERE "id" = $1`, [postId])).toEqual([]);
  });

  it("is told that nothing is found, and led from an account to its posts", async () => {
    const { id, title } = await seedStranger(app);
    const page = await open();
    await signInOn(page, await seedRole(app, "ADMIN"));
    await page.goto("/admin/posts?q=nothing+of+that+name");
    await page.getByText("No such posts.").waitFor();
    await expectGoodLooks(browser, page, `posts, none found ${way}`, javaScript);
    await page.goto(`/admin/users/${id}`);
    await page.getByRole("link", { name: "2", exact: true }).click();
    await page.waitForURL(`**/admin/posts?author=${id}`);
    await page.getByRole("link", { name: title, exact: true }).click();
    await page.waitForURL(/\/posts\/[0-9a-f-]{36}$/);
  });
});
