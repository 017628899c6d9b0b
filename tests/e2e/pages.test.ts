import type { Browser } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { seedUser, type SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { seedRole, seedStranger } from "../support/askers";
import { openBrowser, visit } from "../support/browser";
import { describePages, type PageStates } from "../support/looked-at-pages";
import { newPerson } from "../support/form-client";
import { fillAndSend, openMailedLink, signInOn, signUpIn } from "../support/journey";
import { askForReset } from "../support/mailed-links";
import { seedSession } from "../support/session-rows";

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

/** How to come to each page that there is, in each of its states. */
const states: PageStates = {
  landing: ({ page }) => page.goto("/"),
  "the API's page": ({ page }) => page.goto("/api-docs"),
  "sign-up": ({ page }) => page.goto("/signup"),
  "sign-up with faults": async ({ page }) => {
    await page.goto("/signup");
    await fillAndSend(page, { name: "", email: "nowhere", password: "short" });
    await page.locator('[aria-invalid="true"]').first().waitFor();
  },
  "check mail after sign-up": ({ page }) => signUpIn(page, newPerson(app)),
  "verify without a link": ({ page }) => page.goto("/verify"),
  "verify with a bad link": ({ page }) => page.goto("/verify?token=unknown"),
  verify: async ({ page }) => {
    const person = newPerson(app);
    await signUpIn(page, person);
    await openMailedLink(page, app, person.email);
  },
  "verify in another browser": async ({ page }) => {
    const elsewhere = await visit(browser, app, { javaScript: false });
    const person = newPerson(app);
    await signUpIn(elsewhere.page, person);
    await elsewhere.close();
    await openMailedLink(page, app, person.email);
  },
  "verify resend": ({ page }) => page.goto("/verify/resend"),
  "sign-in": ({ page }) => page.goto("/signin"),
  "sign-in with an error": ({ page }) => page.goto("/signin?error=CredentialsSignin"),
  "sign-in after a wrong guess": async ({ page }) => {
    await page.goto("/signin");
    await fillAndSend(page, { email: "nobody@example.com", password: "seven quiet lanterns" });
    await page.getByText("is not right").waitFor();
  },
  "sign-in while signed in": async ({ page }) => {
    await signInOn(page, await seedUser(app.database));
    await page.goto("/signin");
  },
  "forgot password": ({ page }) => page.goto("/forgot-password"),
  "check mail after forgot": async ({ page }) => {
    await page.goto("/forgot-password");
    await fillAndSend(page, { email: "nobody@example.com" });
    await page.waitForURL("**/check-mail");
  },
  "reset without a link": ({ page }) => page.goto("/reset-password"),
  reset: async ({ page }) => {
    const user: SeededUser = await seedUser(app.database);
    await page.goto((await askForReset(app, user.email)).path);
  },
  dashboard: async ({ page }) => signInOn(page, await seedUser(app.database)),
  settings: async ({ page }) => {
    await signInOn(page, await seedUser(app.database));
    await page.goto("/settings");
  },
  profile: async ({ page }) => {
    await signInOn(page, await seedUser(app.database));
    await page.goto("/settings/profile");
  },
  "profile with faults": async ({ page }) => {
    await signInOn(page, await seedUser(app.database));
    await page.goto("/settings/profile");
    await page.getByLabel("Age", { exact: true }).fill("many");
    await page.getByRole("button", { name: "Save profile" }).click();
    await page.getByText("Enter an age").waitFor();
  },
  "a public profile": async ({ page }) => page.goto(`/u/${(await seedStranger(app)).id}`),
  security: async ({ page }) => {
    await signInOn(page, await seedUser(app.database));
    await page.goto("/settings/security");
  },
  sessions: async ({ page }) => {
    const user = await seedUser(app.database);
    const labels = ["Safari on iOS", "Microsoft Edge on a machine with quite a long name, by its own account"];
    for (const label of labels) await seedSession(app.database, user.id, { label });
    await seedSession(app.database, user.id, { kind: "APP", label: "Notes for Android", place: null });
    await signInOn(page, user);
    await page.goto("/settings/sessions");
    for (const word of ["End Safari on iOS", "End all others"]) await page.getByText(word).first().click();
  },
  "sessions, alone": async ({ page }) => {
    await signInOn(page, await seedUser(app.database));
    await page.goto("/settings/sessions");
  },
  tokens: async ({ page }) => {
    const user = await seedUser(app.database);
    const everything = ["account:read", "sessions:read", "sessions:write"];
    await seedSession(app.database, user.id, {
      kind: "TOKEN",
      label: "Nightly backup",
      scopes: everything,
      hint: "x7Qd",
    });
    const longest = "a-name-without-any-space-that-is-as-long-as-a-name-may-be-at";
    await seedSession(app.database, user.id, {
      kind: "TOKEN",
      label: longest,
      scopes: ["account:read"],
      seenHours: null,
      hint: "_k-9",
    });
    await signInOn(page, user);
    await page.goto("/settings/tokens");
    await page.getByText("Revoke Nightly backup").click();
  },
  "tokens with faults": async ({ page }) => {
    await signInOn(page, await seedUser(app.database));
    await page.goto("/settings/tokens");
    await page.getByRole("button", { name: "Create token" }).click();
    await page.getByText("Give the token a name.").waitFor();
  },
  "new token": async ({ page }) => {
    await signInOn(page, await seedUser(app.database));
    await page.goto("/settings/tokens");
    await fillAndSend(page, { name: "Nightly backup" });
    await page.getByText("Choose at least one").waitFor();
    await page.getByLabel("See who you are").check();
    await page.getByRole("button", { name: "Create token" }).click();
    app.mark(await page.getByLabel("Your new token").inputValue());
  },
  "nothing to continue": async ({ page }) => {
    await signInOn(page, await seedUser(app.database));
    await page.goto("/confirm/continue");
  },
  accounts: async ({ page }) => {
    for (let count = 0; count < 30; count++) await seedUser(app.database, { isVerified: count % 3 > 0 });
    await signInOn(page, await seedRole(app, "ADMIN"));
    await page.getByRole("link", { name: "Admin" }).click();
    await page.getByRole("link", { name: "Users", exact: true }).click();
    await page.getByRole("heading", { name: "Users" }).waitFor();
  },
  "accounts, further on": async ({ page }) => {
    await signInOn(page, await seedRole(app, "ADMIN"));
    await page.goto("/admin/users");
    await page.getByRole("link", { name: "Older" }).click();
    await page.getByRole("link", { name: "Newest" }).waitFor();
  },
  "an account": async ({ page }) => {
    const { id } = await seedUser(app.database);
    await signInOn(page, await seedRole(app, "ADMIN"));
    await page.goto(`/admin/users/${id}`);
  },
  "not found": ({ page }) => page.goto("/nowhere"),
};

describePages(() => ({ browser, app }), states);
