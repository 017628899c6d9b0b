import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { seedRole, seedStranger } from "../support/askers";
import { openBrowser, quietVisits, screenshot } from "../support/browser";
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

const text = "## Why\n\nA key *opens* one lock.\n\n```js\nconst key = 1;\n```\n";

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("a post %s", (way, javaScript) => {
  const { open } = quietVisits(() => ({ browser, app, javaScript }));

  it("is written, looked at, published, read, changed, made a draft again, and deleted", async () => {
    const [page, visitor] = [await open(), await open()];
    await signInOn(page, await seedUser(app.database));
    await page.getByRole("link", { name: "Posts", exact: true }).first().click();
    await readWords(page, "You have not written anything yet.");
    await page.getByRole("link", { name: "Write a post" }).click();
    await page.getByLabel("Title", { exact: true }).fill(`On keys ${way}`);
    await page.getByLabel("Text", { exact: true }).fill(text);
    if (javaScript) {
      await page.getByRole("button", { name: "Live preview" }).click();
      await page.getByRole("region", { name: "Preview" }).getByRole("heading", { name: "Why" }).waitFor();
      await screenshot(page, "writer with preview");
    }
    await page.getByRole("button", { name: "Save and look" }).click();
    await readWords(page, "This is a draft.");
    await page.getByRole("heading", { name: "Why" }).waitFor();
    await page.getByRole("link", { name: "Edit this post" }).click();
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await readWords(page, "Your post is published.");

    const { pathname } = new URL(page.url());
    await visitor.goto("/posts");
    await visitor.getByRole("link", { name: `On keys ${way}` }).click();
    await visitor.getByText("opens").waitFor();
    expect(new URL(visitor.url()).pathname).toBe(pathname);

    await page.getByRole("link", { name: "Edit this post" }).click();
    await page.getByLabel("Text", { exact: true }).fill(`${text}\nAnd a door has two sides.`);
    await page.getByRole("button", { name: "Publish changes" }).click();
    await readWords(page, "Your post is saved.");
    await visitor.reload();
    await readWords(visitor, "two sides");

    await page.locator("summary", { hasText: "Make it a draft" }).click();
    await page.getByRole("button", { name: "Make it a draft" }).click();
    await readWords(page, "The post is a draft again.");
    expect((await visitor.request.get(pathname)).status()).toBe(404);

    await page.locator("summary", { hasText: "Delete post" }).click();
    await page.getByRole("button", { name: "Delete it for good" }).click();
    await readWords(page, "You have not written anything yet.");
  });

  it("keeps what was typed where it has a fault", async () => {
    const page = await open();
    await signInOn(page, await seedUser(app.database));
    await page.goto("/posts/write");
    await page.getByLabel("Text", { exact: true }).fill("A text without a title.");
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await readWords(page, "Enter a title.");
    expect(await page.getByLabel("Text", { exact: true }).inputValue()).toBe("A text without a title.");
  });

  it("is taken back by a moderator with a reason, which its author is mailed and shown", async () => {
    const [page, writer] = [await open(), await open()];
    const { id: authorId, email, title, postId } = await seedStranger(app);
    await signInOn(page, await seedRole(app, "MODERATOR"));
    await page.goto("/moderation");
    await page.getByText(`Take back ${title}`).click();
    await page.locator("details[open]").getByLabel("Reason").fill("It names a person's address.");
    await page.locator("details[open]").getByRole("button", { name: "Take it back" }).click();
    await readWords(page, "The post is taken back, and its author is told why.");
    expect(JSON.stringify(await app.resend.waitForMail(email))).toContain("It names a person's address.");

    const author = await seedUser(app.database);
    await app.database.query(`UPDATE "Post" SET "authorId" = $2 WHERE "authorId" = $1`, [authorId, author.id]);
    await signInOn(writer, author);
    await writer.goto(`/posts/write?post=${postId}`);
    await readWords(writer, "A moderator took this post back: It names a person's address.");
    await writer.getByRole("button", { name: "Publish", exact: true }).click();
    await readWords(writer, "a moderator took this post back and has not released it yet");
  });
});
