import { randomBytes } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { seedRole, seedStranger } from "../support/askers";
import { openBrowser, visit, type Visit } from "../support/browser";
import { fillAndSend, readWords, signInOn } from "../support/journey";

let app: App;
let browser: Browser;
let opened: Visit;
beforeAll(async () => {
  app = await startApp();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const payload = `"><script>window.planted = 1</script><img src=x onerror="window.planted = 1"><svg onload="window.planted = 1">`;
const markdown = `${payload}\n\n[press](javascript:window.planted=1) <a href="javascript:window.planted=1">press</a>
![a](https://evil.example/a.svg) <iframe src="javascript:window.planted=1"></iframe>\n\n\`\`\`html\n${payload}\n\`\`\``;

const wasRun = (page: Page) => page.evaluate(() => "planted" in window);

it("runs, loads and reports nothing of what a person stored, where an administrator looks at it", async () => {
  const { id, email, postId } = await seedStranger(app);
  await app.database.query(`UPDATE "User" SET "name" = $2 WHERE "id" = $1`, [id, payload]);
  await app.database.query(`UPDATE "Profile" SET "bio" = $2 WHERE "userId" = $1`, [id, payload]);
  await app.database.query(`UPDATE "Post" SET "title" = $2, "content" = $3 WHERE "id" = $1`, [
    postId,
    payload,
    markdown,
  ]);
  opened = await visit(browser, app, { javaScript: true });
  const { page } = opened;
  page.on("dialog", (dialog) => void dialog.dismiss().then(() => opened.faults.push("a dialog")));
  await signInOn(page, await seedRole(app, "ADMIN"));
  for (const path of [
    `/admin/users?q=${email}`,
    `/admin/users/${id}`,
    `/admin/posts?author=${id}`,
    `/admin/audit?person=${id}`,
    "/moderation",
    "/posts",
    `/posts/${postId}`,
    `/u/${id}`,
    `/posts/write?post=${postId}`,
  ]) {
    await page.goto(path);
    await page.waitForLoadState("networkidle");
    expect([path, await wasRun(page)]).toEqual([path, false]);
  }
  await page.getByRole("button", { name: "Live preview" }).click();
  await page.getByRole("region", { name: "Preview" }).getByText("press").first().waitFor();
  await page.goto(`/posts/${postId}`);
  for (const link of await page.locator("article a").all())
    expect((await link.getAttribute("href")) ?? "").not.toMatch(/^\s*(javascript|data|vbscript):/i);
  expect([await wasRun(page), opened.faults]).toEqual([false, []]);
  await opened.close();
});

it("says nothing of what is typed to the browser's console, its storage or an address", async () => {
  const { page, context, close } = await visit(browser, app, { javaScript: true });
  const said: string[] = [];
  context.on("console", (message) => said.push(message.text()));
  context.on("weberror", (error) => said.push(String(error.error())));
  page.on("framenavigated", (frame) => said.push(frame.url()));
  const typed: string[] = [];
  const type = async (fields: readonly string[]) => {
    const values = fields.map((field) => [field, `mark${randomBytes(9).toString("hex")}`] as const);
    typed.push(...values.map(([, value]) => value));
    await fillAndSend(
      page,
      Object.fromEntries(values.map(([field, value]) => [field, field === "email" ? `${value}@example.com` : value])),
    );
  };
  await page.goto("/signup");
  await type(["name", "email", "password"]);
  await page.waitForURL(/check-mail/);
  await page.goto("/signin");
  await type(["email", "password"]);
  await page.getByRole("alert").first().waitFor();
  await signInOn(page, await seedUser(app.database));
  await page.goto("/settings/profile");
  await type(["bio", "name"]);
  await readWords(page, "Your profile is saved");
  await page.goto("/confirm");
  await type(["password"]);
  await page.getByRole("alert").first().waitFor();
  const kept = await page.evaluate(() => [localStorage, sessionStorage].map((store) => JSON.stringify(store)).join());
  expect(typed.length).toBe(8);
  expect(typed.filter((value) => [...said, kept].some((text) => text.includes(value)))).toEqual([]);
  await close();
});
