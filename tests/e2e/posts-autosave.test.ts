import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { seedUser, type SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { openBrowser, screenshot, visit, type Visit } from "../support/browser";
import { fillAndSend, readWords, signInOn } from "../support/journey";

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

const visits: Visit[] = [];
afterEach(async () => {
  for (const opened of visits.splice(0)) await opened.close();
});

/** A signed-in writer in a browser of their own. */
async function openWriter(path = "/posts/write"): Promise<{ page: Page; user: SeededUser; visited: Visit }> {
  const visited = await visit(browser, app, { javaScript: true });
  visits.push(visited);
  const user = await seedUser(app.database);
  await signInOn(visited.page, user);
  await visited.page.goto(path);
  await untilAlive(visited.page);
  return { page: visited.page, user, visited };
}

/** What is filled in while the page comes alive may be selected and typed in two steps with its beginning between them. */
function untilAlive(page: Page): Promise<void> {
  return page.getByRole("button", { name: "Live preview" }).waitFor();
}

const title = (page: Page) => page.getByLabel("Title", { exact: true });
const text = (page: Page) => page.getByLabel("Text", { exact: true });

/** What the database has of this person's posts. */
async function postsOf({ id }: SeededUser) {
  return await app.database.query<{ id: string; title: string; content: string; published: boolean }>(
    `SELECT "id", "title", "content", "published" FROM "Post" WHERE "authorId" = $1`,
    [id],
  );
}

const contentsOf = async (user: SeededUser) => (await postsOf(user)).map(({ content }) => content);
const untilStored = (user: SeededUser, ...contents: string[]) =>
  expect.poll(() => contentsOf(user), { timeout: 30_000 }).toEqual(contents);

/** A saved draft, in a second tab of the same browser as well. */
async function openTwoTabs() {
  const { page: first, user, visited } = await openWriter();
  await title(first).fill("Two tabs");
  await text(first).fill("Before");
  await readWords(first, "Saved ");
  const second = await visited.context.newPage();
  await second.goto(first.url());
  await second.getByRole("button", { name: "Live preview" }).waitFor();
  return { first, second, user };
}

describe("a writer's page", () => {
  it("saves by itself, and goes on with its one post after a reload", async () => {
    const { page, user, visited } = await openWriter();
    await text(page).pressSequentially("A thought without a title");
    await readWords(page, "Saved ");
    await title(page).fill("On keys");
    await untilStored(user, "A thought without a title");
    await expect.poll(async () => (await postsOf(user))[0]?.title, { timeout: 30_000 }).toBe("On keys");
    await readWords(page, "Saved ");
    await screenshot(page, "writer, saved by itself");
    await page.reload();
    await untilAlive(page);
    expect(await text(page).inputValue()).toBe("A thought without a title");
    await text(page).fill("And more");
    await untilStored(user, "And more");
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await readWords(page, "Your post is published.");
    expect(await postsOf(user)).toMatchObject([{ title: "On keys", content: "And more", published: true }]);
    expect(await page.evaluate(() => [localStorage.length, sessionStorage.length])).toEqual([0, 0]);
    expect(visited.faults).toEqual([]);
  });

  it("saves what was just typed when it is published at once, in one post", async () => {
    const { page, user } = await openWriter();
    await title(page).fill("At once");
    await text(page).fill("Typed and published.");
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await readWords(page, "Your post is published.");
    expect(await postsOf(user)).toMatchObject([{ content: "Typed and published.", published: true }]);
  });

  it("in two tabs overwrites nothing: the later one stops, says so, and holds both texts", async () => {
    const { first, second, user } = await openTwoTabs();
    await text(first).fill("From the first tab");
    await untilStored(user, "From the first tab");
    await text(second).fill("From the second tab");
    await readWords(second, "nothing was overwritten");
    expect(await text(second).inputValue()).toBe("From the second tab");
    expect(await second.getByLabel("Saved elsewhere").inputValue()).toBe("From the first tab");
    await text(second).fill("From the second tab, and more");
    expect(await contentsOf(user)).toEqual(["From the first tab"]);
    await second.getByRole("button", { name: "Save draft" }).click();
    await readWords(second, "Your post is saved.");
    expect(await contentsOf(user)).toEqual(["From the second tab, and more"]);
    await text(second).fill("And on by itself");
    await untilStored(user, "And on by itself");
  });

  it("keeps the text of who was signed out, and saves it once they sign in again in another tab", async () => {
    const { page, user, visited } = await openWriter();
    await title(page).fill("An hour's work");
    await text(page).fill("Begun");
    await untilStored(user, "Begun");
    await app.database.query(`DELETE FROM "Session" WHERE "userId" = $1`, [user.id]);
    await text(page).fill("Begun, and an hour later");
    await readWords(page, "Not saved: you were signed out.");
    await page.getByRole("button", { name: "Save draft" }).click();
    await readWords(page, "Your text is still here");
    expect(await text(page).inputValue()).toBe("Begun, and an hour later");
    const [tab] = await Promise.all([
      visited.context.waitForEvent("page"),
      page.getByRole("link", { name: "Sign in in another tab" }).click(),
    ]);
    await tab.waitForURL("**/signin?*");
    await fillAndSend(tab, { email: user.email, password: user.password });
    await tab.waitForURL("**/posts/mine");
    await page.bringToFront();
    await untilStored(user, "Begun, and an hour later");
  });

  it("does not put a text into the account of somebody else who signed in meanwhile", async () => {
    const { page, user, visited } = await openWriter();
    const other = await seedUser(app.database);
    await visited.context.clearCookies();
    const tab = await visited.context.newPage();
    await signInOn(tab, other);
    await title(page).fill("Not theirs");
    await readWords(page, "Not saved: somebody else is signed in now.");
    expect([await postsOf(user), await postsOf(other)]).toEqual([[], []]);
  });

  it("keeps the text while it is offline, warns who leaves, and saves it on return", async () => {
    const { page, user, visited } = await openWriter();
    await title(page).fill("On a train");
    await untilStored(user, "");
    await readWords(page, "Saved ");
    await visited.context.setOffline(true);
    await text(page).fill("In a tunnel");
    await readWords(page, "Not saved: you are offline.");
    await screenshot(page, "writer, offline");
    const warned = page.waitForEvent("dialog");
    await page.close({ runBeforeUnload: true });
    const dialog = await warned;
    expect(dialog.type()).toBe("beforeunload");
    await dialog.dismiss();
    expect(await text(page).inputValue()).toBe("In a tunnel");
    await visited.context.setOffline(false);
    await untilStored(user, "In a tunnel");
    await readWords(page, "Saved ");
  });

  it("makes one post where the answer to its first save is lost, and goes on with it", async () => {
    const { page, user } = await openWriter();
    let lost = 0;
    await page.route("**/api/posts/autosave", async (route) => {
      const isFirst = lost++ === 0;
      if (isFirst) await route.fetch();
      await (isFirst ? route.abort() : route.continue());
    });
    await title(page).fill("Once");
    await text(page).fill("The first");
    await readWords(page, "Not saved: the server cannot be reached.");
    await text(page).fill("The first, and more");
    await untilStored(user, "The first, and more");
    expect(lost).toBeGreaterThanOrEqual(2);
  });

  it("saves what was typed last when the page is left", async () => {
    const { page, user } = await openWriter();
    await title(page).fill("Left");
    await untilStored(user, "");
    await readWords(page, "Saved ");
    page.on("dialog", (dialog) => void dialog.accept());
    await text(page).fill("The last words");
    await page.goto("/posts");
    await untilStored(user, "The last words");
  });

  it("of a published post shows nobody else what is typed, until it is published by hand", async () => {
    const { page, user, visited } = await openWriter();
    await title(page).fill("Read by all");
    await text(page).fill("What everybody reads.");
    await page.getByRole("button", { name: "Publish", exact: true }).click();
    await readWords(page, "Your post is published.");
    const visitor = await visit(browser, app, { javaScript: true });
    visits.push(visitor);
    const read = page.url();
    await page.getByRole("link", { name: "Edit this post" }).click();
    await untilAlive(page);
    await text(page).fill("Half a sen");
    await readWords(page, "for you alone");
    await visitor.page.goto(read);
    await readWords(visitor.page, "What everybody reads.");
    await page.reload();
    await untilAlive(page);
    await readWords(page, "these changes are not");
    expect(await text(page).inputValue()).toBe("Half a sen");
    await screenshot(page, "writer of a published post with changes");
    await text(page).fill("Half a sentence.");
    await page.getByRole("button", { name: "Publish changes" }).click();
    await readWords(page, "Your post is saved.");
    await visitor.page.reload();
    await readWords(visitor.page, "Half a sentence.");
    await text(page).fill("A slip");
    await readWords(page, "for you alone");
    await page.reload();
    await page.locator("summary", { hasText: "Drop the changes" }).click();
    await page.getByRole("button", { name: "Drop them for good" }).click();
    await readWords(page, "Your changes are dropped");
    expect(await text(page).inputValue()).toBe("Half a sentence.");
    expect(await contentsOf(user)).toEqual(["Half a sentence."]);
    expect(visited.faults).toEqual([]);
  });
});
