import type { Browser, Page, Request } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { axeFindings, openBrowser, screenshot, sidewaysScroll, visit } from "../support/browser";
import { newEmail, newPassword } from "../support/form-client";

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

/** Opens a page with a field for a password, and waits for its scripts: what is typed before they run, they do not hear. */
async function openScripted(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByRole("button", { name: "Show password" }).waitFor();
}

const strengthOf = (page: Page) => page.locator('main form [role="status"]');

/** Everything that a page sends, in a form in which a piece of a password would be seen. */
function watch(page: Page): { requests: Request[]; sent: () => string } {
  const requests: Request[] = [];
  page.on("request", (request) => requests.push(request));
  page.on("websocket", (socket) => socket.on("framesent", () => expect.unreachable("a socket was written to")));
  const sent = () =>
    requests.map((request) => `${request.url()} ${JSON.stringify(request.headers())} ${request.postData()}`).join("\n");
  return { requests, sent };
}

describe("the strength of a new password", () => {
  it("is told in words while it is typed, and no request bears the password before the form is sent", async () => {
    const { page, faults, close } = await visit(browser, app, { javaScript: true });
    const { requests, sent } = watch(page);
    await openScripted(page, "/signup");
    await page.waitForLoadState("networkidle");
    const password = newPassword(app);
    const beforeFocus = requests.length;
    await page.locator('[name="name"]').fill("Ada Lovelace");
    await page.locator('[name="email"]').fill(newEmail());
    expect(requests.length).toBe(beforeFocus);

    const field = page.locator('[name="password"]');
    await field.pressSequentially(password.slice(0, 8));
    await expect.poll(() => strengthOf(page).textContent()).toBe("Strength: too short yet.");
    const fetched = requests.slice(beforeFocus);
    expect(fetched.every((request) => request.method() === "GET" && request.resourceType() === "script")).toBe(true);

    const beforeTyping = requests.length;
    await field.fill("passwordpassword");
    await expect.poll(() => strengthOf(page).textContent()).toContain("easy to guess");
    await field.fill(password);
    await expect.poll(() => strengthOf(page).textContent()).toBe("Strength: strong.");
    await page.getByRole("button", { name: "Show password" }).click();
    await field.pressSequentially("!");
    await expect.poll(() => strengthOf(page).textContent()).toBe("Strength: strong.");
    await field.fill("");
    await expect.poll(() => strengthOf(page).textContent()).toBe("");
    await field.fill(password);
    await expect.poll(() => strengthOf(page).textContent()).toBe("Strength: strong.");
    expect(requests.length).toBe(beforeTyping);

    const encoded = [
      password,
      encodeURIComponent(password),
      Buffer.from(password).toString("base64"),
      "password=quiet",
    ];
    for (const form of encoded) expect(sent()).not.toContain(form);
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL("**/signup/check-mail");
    expect(sent()).toContain(password);
    expect(faults).toEqual([]);
    await close();
  });

  it("keeps no form from being sent: what the server says counts", async () => {
    const { page, close } = await visit(browser, app, { javaScript: true });
    await openScripted(page, "/signup");
    await page.locator('[name="name"]').fill("Ada Lovelace");
    await page.locator('[name="email"]').fill(newEmail());
    await page.locator('[name="password"]').fill("passwordpassword");
    await expect.poll(() => strengthOf(page).textContent()).toContain("easy to guess");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.getByText("among the first that a guesser tries").waitFor();
    await close();
  });

  it("stays away where the estimator cannot be fetched, and the form works", async () => {
    const { page, close } = await visit(browser, app, { javaScript: true });
    await openScripted(page, "/signup");
    await page.waitForLoadState("networkidle");
    await page.route("**/*.js", (route) => route.abort());
    await page.locator('[name="name"]').fill("Ada Lovelace");
    await page.locator('[name="email"]').fill(newEmail());
    const refused = page.waitForEvent("requestfailed");
    await page.locator('[name="password"]').pressSequentially(newPassword(app));
    await refused;
    expect(await strengthOf(page).textContent()).toBe("");
    await page.unroute("**/*.js");
    await page.getByRole("button", { name: "Create account" }).click();
    await page.waitForURL("**/signup/check-mail");
    await close();
  });

  it("is a plain hint without scripts", async () => {
    const { page, close } = await visit(browser, app, { javaScript: false });
    await page.goto("/signup");
    expect(await page.locator("main form").textContent()).toContain("At least 15 characters");
    expect(await strengthOf(page).textContent()).toBe("");
    await close();
  });

  it("is told where a first password is reset, too", async () => {
    const { page, close } = await visit(browser, app, { javaScript: true });
    const user = await seedUser(app.database);
    await page.goto("/forgot-password");
    await page.locator('main [name="email"]').fill(user.email);
    await page.getByRole("button", { name: "Send reset link" }).click();
    await page.waitForURL("**/check-mail");
    const mail = await app.resend.waitForMail(user.email);
    await openScripted(page, /https?:\/\/\S+\?token=\S+/.exec(mail.text)?.[0] ?? "");
    await page.locator('[name="password"]').fill("passwordpassword");
    await expect.poll(() => strengthOf(page).textContent()).toContain("easy to guess");
    await close();
  });

  it.each([
    ["light", 1280],
    ["dark", 1280],
    ["light", 360],
    ["dark", 360],
  ] as const)("can be read in the %s theme at a width of %i", async (scheme, width) => {
    const { page, close } = await visit(browser, app, { javaScript: true, scheme, width });
    await openScripted(page, "/signup");
    for (const [word, password] of [
      ["too short", "lamp"],
      ["easy", "passwordpassword"],
      ["strong", "seven green bicycles race"],
    ] as const) {
      await page.locator('[name="password"]').fill(password);
      await expect.poll(() => strengthOf(page).textContent()).toContain(word);
      expect(await axeFindings(page)).toEqual([]);
      expect(await sidewaysScroll(page)).toBe(0);
      await screenshot(page, `strength-${word.replace(" ", "-")}-${scheme}-${width}`);
    }
    await close();
  });
});
