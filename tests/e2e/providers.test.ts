import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { openBrowser, screenshot, visit, type Visit } from "../support/browser";
import { newEmail, newPassword } from "../support/form-client";
import { fillAndSend, signInOn } from "../support/journey";
import { newIdentity, startProviderApp, type ProviderApp, type ProviderName } from "../support/provider-app";
import { ageProof, nameOf } from "../support/provider-journey";

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

const providers = ["google", "github"] as const;
const methods = "/settings/sign-in-methods";

async function press(page: Page, button: RegExp): Promise<void> {
  await page.getByRole("button", { name: button }).click();
}

/** Presses the button and picks a person on the provider's own page, as a developer does. */
async function choose(page: Page, provider: ProviderName, persona: string, verb = "Continue with"): Promise<void> {
  await press(page, new RegExp(`^${verb} ${nameOf[provider]}$`));
  await page.getByRole("heading", { name: /Continue to your app as/ }).waitFor();
  await page.locator(`button[name="persona"][value="${persona}"]`).click();
}

async function describePerson(page: Page, email: string): Promise<void> {
  const form = page.locator("form", { has: page.locator('input[name="persona"][value="described"]') });
  await form.locator('[name="name"]').fill("Grace Hopper");
  await form.locator('[name="email"]').fill(email);
  await form.locator("button").click();
}

/** Waits until a reader sees it: a toast, or the banner that stands in for it without scripts. */
async function shows(page: Page, text: string | RegExp): Promise<void> {
  await expect.poll(() => page.locator("body").innerText(), { timeout: 30_000 }).toMatch(text);
}

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("sign-in by a provider %s", (way, javaScript) => {
  const visits: Visit[] = [];

  async function open(): Promise<Visit> {
    const opened = await visit(browser, app, { javaScript });
    visits.push(opened);
    return opened;
  }

  afterEach(async () => {
    // Going to the provider and coming back is what is meant here; whatever a page's policy refuses is a console error and stays.
    const away = `request to http://127.0.0.1:${app.provider.port}`;
    const faults = visits.flatMap((opened) => opened.faults).filter((fault) => fault !== away);
    for (const opened of visits.splice(0)) await opened.close();
    expect(faults).toEqual([]);
  });

  describe.each(providers)("%s", (provider) => {
    it("brings a new person to the dashboard, picked on the provider's page", async () => {
      const { page } = await open();
      const email = newEmail();
      await page.goto("/signin");
      await press(page, new RegExp(`^Continue with ${nameOf[provider]}$`));
      await page.waitForURL(`http://127.0.0.1:${app.provider.port}/**`);
      await describePerson(page, email);
      await page.waitForURL("**/dashboard");
      await shows(page, email);
      await screenshot(page, `${provider} dashboard ${way}`);
    });

    it("brings a new person to the page that asked", async () => {
      const { page } = await open();
      app.provider.control.queue({ provider, person: newIdentity() });
      await page.goto(methods);
      expect(new URL(page.url()).pathname).toBe("/signin");
      await press(page, new RegExp(`^Continue with ${nameOf[provider]}$`));
      await page.waitForURL(`**${methods}`);
      await page.getByText(`Link ${nameOf[provider]}`).waitFor();
    });

    it("says in plain words why nobody came in", async () => {
      const { page } = await open();
      const outcomes: Record<ProviderName, [string, RegExp][]> = {
        google: [
          ["denies", /You did not allow the sign-in/],
          ["no-email", /shows no e-mail address/],
        ],
        github: [
          ["unverified", /is not confirmed there yet/],
          ["broken", /was not finished/],
        ],
      };
      for (const [persona, sentence] of outcomes[provider]) {
        await page.goto("/signin");
        await choose(page, provider, persona);
        await page.waitForURL("**/signin?*");
        await shows(page, sentence);
        await screenshot(page, `${provider} ${persona} ${way}`);
      }
    });

    it("links itself to the account with the same address once its owner has signed in", async () => {
      const { page } = await open();
      const user = await seedUser(app.database);
      await page.goto(`/signin?next=${methods}`);
      await press(page, new RegExp(`^Continue with ${nameOf[provider]}$`));
      await page.getByRole("heading", { name: /Continue to your app as/ }).waitFor();
      const form = page.locator("form", { has: page.locator('input[name="persona"][value="same-address"]') });
      await form.locator('[name="email"]').fill(user.email);
      await form.locator("button").click();
      await page.waitForURL("**/signin?*");
      await shows(page, "An account with this address exists already");
      await screenshot(page, `${provider} needs proof ${way}`);
      await fillAndSend(page, { email: user.email, password: user.password });
      await page.waitForURL((url) => !url.pathname.startsWith("/signin"));
      await shows(page, "is linked to your account");
      await page.goto(methods);
      await page.getByRole("listitem").filter({ hasText: nameOf[provider] }).getByText("Remove").first().waitFor();
      expect((await app.resend.waitForMail(user.email)).subject).toContain(`${nameOf[provider]} can now sign in`);
    });

    it("is linked in the settings after a fresh proof, and removed again", async () => {
      const { page } = await open();
      const user = await seedUser(app.database);
      await signInOn(page, user);
      await ageProof(app, user.id, 11);
      await page.goto(methods);
      await press(page, new RegExp(`^Link ${nameOf[provider]}$`));
      await page.waitForURL("**/confirm?*");
      app.provider.control.queue({ provider, person: newIdentity() });
      await fillAndSend(page, { password: user.password });
      if (!javaScript) await press(page, new RegExp(`^Link ${nameOf[provider]}$`));
      await page.waitForURL(`**${methods}`);
      const linked = page.getByRole("listitem").filter({ hasText: nameOf[provider] });
      await linked.getByText("Remove", { exact: true }).click();
      await screenshot(page, `${provider} linked ${way}`);
      await press(page, new RegExp(`^Remove ${nameOf[provider]}$`));
      await shows(page, "The sign-in method is removed");
      await expect.poll(() => linked.count()).toBe(0);
      expect((await app.resend.waitForMail(user.email, { count: 2 })).subject).toContain("can no longer sign in");
    });

    it("stays while it is the only way in, and gives way to a first password", async () => {
      const { page } = await open();
      const person = newIdentity();
      app.provider.control.queue({ provider, person });
      await page.goto(`/signin?next=${methods}`);
      await press(page, new RegExp(`^Continue with ${nameOf[provider]}$`));
      const linked = page.getByRole("listitem").filter({ hasText: nameOf[provider] });
      await linked.getByText("Remove", { exact: true }).click();
      await press(page, new RegExp(`^Remove ${nameOf[provider]}$`));
      await shows(page, "the only way into your account");
      await screenshot(page, `${provider} last method ${way}`);
      const password = newPassword(app);
      await page.goto(methods);
      await fillAndSend(page, { password });
      await shows(page, "Your password is set");
      await linked.getByText("Remove", { exact: true }).click();
      await press(page, new RegExp(`^Remove ${nameOf[provider]}$`));
      await shows(page, "The sign-in method is removed");
      await press(page, /sign out/i);
      await page.waitForURL("**/signin");
      await signInOn(page, { email: person.email, password });
    });
  });
});
