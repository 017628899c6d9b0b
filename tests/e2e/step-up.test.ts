import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser, type SeededUser } from "../support/app-database";
import { openBrowser, quietVisits, screenshot } from "../support/browser";
import { fillAndSend, readWords, signInOn } from "../support/journey";
import { newIdentity, startProviderApp, type ProviderApp } from "../support/provider-app";
import { ageProof, linksOf } from "../support/provider-journey";
import { labelsOf } from "../support/session-rows";

let app: ProviderApp;
let browser: Browser;
beforeAll(async () => {
  app = await startProviderApp();
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await app.stop();
});

const methods = "/settings/sign-in-methods";
const tokens = "/settings/tokens";

/** A person with a password and Google, as if it had been linked. */
async function seedLinked(): Promise<SeededUser & { identity: ReturnType<typeof newIdentity> }> {
  const user = await seedUser(app.database);
  const identity = newIdentity();
  await app.database.query(
    `INSERT INTO "Account" ("id", "userId", "type", "provider", "providerAccountId", "label") VALUES (gen_random_uuid(), $1, 'oauth', 'google', $2, $3)`,
    [user.id, identity.subject, identity.email],
  );
  return { ...user, identity };
}

async function arriveAt(page: Page, path: string): Promise<void> {
  await page.waitForURL(({ pathname }) => pathname === path);
}

async function typeToken(page: Page, name: string): Promise<void> {
  await page.goto(tokens);
  await page.getByLabel("Name", { exact: true }).fill(name);
  await page.getByLabel("End sessions of devices").check();
  await page.getByLabel("7 days").check();
  await page.getByRole("button", { name: "Create token" }).click();
  await arriveAt(page, "/confirm");
}

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("what waits for a proof %s", (way, javaScript) => {
  const { open } = quietVisits(() => ({ browser, app, javaScript, mayAsk: [`http://127.0.0.1:${app.provider.port}`] }));

  /** The button that is pressed by itself where scripts run. */
  async function goOn(page: Page, button: string, name = "step-up"): Promise<void> {
    if (javaScript) return;
    await arriveAt(page, "/confirm/continue");
    await screenshot(page, `${name}, going on ${way}`);
    await page.getByRole("button", { name: button }).click();
  }

  async function pressRemove(page: Page): Promise<void> {
    await page.goto(methods);
    await page.getByRole("listitem").filter({ hasText: "Google" }).getByText("Remove", { exact: true }).click();
    await page.getByRole("button", { name: "Remove Google" }).click();
    await arriveAt(page, "/confirm");
  }

  it("is a removal: after the password it is done", async () => {
    const user = await seedLinked();
    const page = await open();
    await signInOn(page, user);
    await ageProof(app, user.id, 11);
    await pressRemove(page);
    await readWords(page, "Remove Google");
    expect(await linksOf(app, user.id)).toHaveLength(1);
    await screenshot(page, `confirm with what waits ${way}`);
    await fillAndSend(page, { password: user.password });
    await goOn(page, "Remove Google", "unlink");
    await arriveAt(page, methods);
    await readWords(page, "The sign-in method is removed");
    expect(await linksOf(app, user.id)).toEqual([]);
  });

  it("is a new token: after a provider's round trip it is made as it was typed, and shown once", async () => {
    const user = await seedLinked();
    const page = await open();
    await signInOn(page, user);
    await ageProof(app, user.id, 11);
    await typeToken(page, "Nightly “backup” & more");
    app.provider.control.queue({ provider: "google", person: user.identity });
    await page.getByRole("button", { name: "Continue with Google" }).click();
    await goOn(page, "Create the token", "token");
    const field = page.getByLabel("Your new token");
    await field.waitFor();
    const token = app.mark(await field.inputValue());
    expect(token).toMatch(/^lkp_[\w-]{43}$/);
    await screenshot(page, `token after a proof ${way}`);
    expect(await labelsOf(app.database, user.id, "TOKEN")).toEqual(["Nightly “backup” & more"]);
    await page.goto("/confirm/continue");
    await readWords(page, "Nothing is waiting here any more.");
    await screenshot(page, `nothing waits ${way}`);
    expect(await labelsOf(app.database, user.id, "TOKEN")).toHaveLength(1);
  });

  it("is forgotten when the proof is given for another reason", async () => {
    const user = await seedLinked();
    const page = await open();
    await signInOn(page, user);
    await ageProof(app, user.id, 11);
    await pressRemove(page);
    await page.goto(`/confirm?next=${tokens}`);
    await fillAndSend(page, { password: user.password });
    await arriveAt(page, tokens);
    await page.goto("/confirm/continue");
    await readWords(page, "Nothing is waiting here any more.");
    expect(await linksOf(app, user.id)).toHaveLength(1);
  });

  it("does not go on in another session of the same person", async () => {
    const user = await seedLinked();
    const page = await open();
    await signInOn(page, user);
    await ageProof(app, user.id, 11);
    await pressRemove(page);
    await page.goto("/signin");
    await page.context().clearCookies({ name: /session-token|auth_token/ });
    await signInOn(page, user);
    await page.goto("/confirm/continue");
    await readWords(page, "Nothing is waiting here any more.");
    expect(await linksOf(app, user.id)).toHaveLength(1);
  });

  it("holds no secret: a first password is typed again", async () => {
    const page = await open();
    const person = newIdentity();
    app.provider.control.queue({ provider: "google", person });
    await page.goto(`/signin?next=${methods}`);
    await page.getByRole("button", { name: "Continue with Google" }).click();
    await arriveAt(page, methods);
    const [user] = await app.database.query<{ id: string }>(`SELECT "id" FROM "User" WHERE "email" = $1`, [
      person.email,
    ]);
    await ageProof(app, user?.id ?? "", 11);
    await fillAndSend(page, { password: "nine slow herons over the marsh" });
    await arriveAt(page, "/confirm");
    await readWords(page, "type it once more");
    expect((await page.context().cookies()).map(({ name }) => name).join()).not.toContain("interrupted");
    app.provider.control.queue({ provider: "google", person });
    await page.getByRole("button", { name: "Continue with Google" }).click();
    await arriveAt(page, methods);
    await fillAndSend(page, { password: "nine slow herons over the marsh" });
    await readWords(page, "Your password is set");
  });
});
