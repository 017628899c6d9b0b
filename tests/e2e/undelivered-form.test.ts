import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type App } from "../support/app-server";
import { openBrowser, visit, type Visit } from "../support/browser";
import { newPerson } from "../support/form-client";
import { fillAndSend, formWith } from "../support/journey";

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

/** Opens the sign-up page, has its first post fail as told, and sends it. */
async function sendIntoTheVoid(fail: (visited: Visit) => Promise<unknown>) {
  const visited = await visit(browser, app, { javaScript: true });
  const person = newPerson(app);
  await visited.page.goto("/signup");
  await visited.page.waitForLoadState("networkidle");
  await fail(visited);
  await fillAndSend(visited.page, person);
  return { ...visited, person };
}

/** Answers the form's next post, and nothing after it. */
async function answerPost(page: Page, answer: { status: number; headers?: Record<string, string>; body: string }) {
  await page.route("**/signup", (route) => route.fulfill({ contentType: "text/plain", ...answer }), { times: 1 });
}

async function expectTyped(page: Page, { name, email }: { name: string; email: string }) {
  const form = formWith(page, "name");
  expect(await form.locator('[name="name"]').inputValue()).toBe(name);
  expect(await form.locator('[name="email"]').inputValue()).toBe(email);
  expect(await form.locator('[name="password"]').inputValue()).toBe("");
}

describe("a form that does not arrive", () => {
  it("says so and keeps what was typed when the connection is gone", async () => {
    const { page, person, context, close } = await sendIntoTheVoid(({ context }) => context.setOffline(true));
    await page.getByText("The form could not be sent").waitFor();
    await expectTyped(page, person);
    await context.setOffline(false);
    await fillAndSend(page, person);
    await page.waitForURL("**/signup/check-mail");
    await close();
  });

  it("says so and keeps what was typed when something between us refuses it", async () => {
    const { page, person, close } = await sendIntoTheVoid(({ page }) =>
      answerPost(page, { status: 502, body: "Bad gateway" }),
    );
    await page.getByText("The form could not be sent").waitFor();
    await expectTyped(page, person);
    await close();
  });

  it("loads the page anew, with what was typed, when it is older than the server", async () => {
    const { page, person, close } = await sendIntoTheVoid(({ page }) =>
      answerPost(page, { status: 404, headers: { "x-nextjs-action-not-found": "1" }, body: "Not found" }),
    );
    await page.getByText("This page was from an older version").waitFor();
    await expectTyped(page, person);
    expect(await page.evaluate(() => JSON.stringify(history.state))).not.toContain(person.email);
    await fillAndSend(page, person);
    await page.waitForURL("**/signup/check-mail");
    await close();
  });
});
