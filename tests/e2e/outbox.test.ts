import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenHash } from "@/core/token-hash";
import { seedUser, type SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { axeFindings, openBrowser, quietVisits, screenshot, sidewaysScroll, visit } from "../support/browser";
import { openVisitor } from "../support/form-client";
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

const outbox = "/admin/outbox";

async function seedAdmin(): Promise<SeededUser> {
  const admin = await seedUser(app.database);
  await app.database.query(`UPDATE "User" SET "role" = 'ADMIN' WHERE "id" = $1`, [admin.id]);
  return admin;
}

async function killAddress(email: string, state: "BOUNCED" | "COMPLAINED"): Promise<void> {
  await app.database.query(
    `INSERT INTO "DeadAddress" ("addressHash", "state", "reason", "since") VALUES ($1, $2, $3, now())`,
    [tokenHash(email), state, state === "BOUNCED" ? "no_mailbox" : "complaint"],
  );
}

/** A reset link that was asked for while the provider refused everything, and was given up. */
async function giveUpMailTo(email: string): Promise<void> {
  app.resend.behave("error");
  const visitor = openVisitor(app);
  await visitor.submit(await visitor.get("/forgot-password"), { field: "email" }, { email });
  // Not before the first try has failed: a worker that holds the mail would send it once the provider is well again.
  const giveUp = `UPDATE "OutboxMail" SET "status" = 'DEAD', "settledAt" = now(), "lastError" = 'provider_error', "attempts" = 16
    WHERE "recipient" = $1 AND "lastError" IS NOT NULL RETURNING 1`;
  await expect.poll(() => app.database.query(giveUp, [email]), { timeout: 30_000 }).toHaveLength(1);
  app.resend.behave("ok");
}

function rowOf(page: Page, email: string) {
  return page.getByRole("listitem").filter({ hasText: email });
}

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("the outbox, for an administrator %s", (way, javaScript) => {
  const { open } = quietVisits(() => ({ browser, app, javaScript }));

  it("shows what was given up, and sends it again", async () => {
    const { email } = await seedUser(app.database);
    await giveUpMailTo(email);
    const page = await open();
    await signInOn(page, await seedAdmin());
    await page.goto("/admin");
    await page.getByRole("link", { name: "Outbox", exact: true }).click();
    await page.waitForURL(`**${outbox}`);
    await page.getByLabel("State").selectOption({ label: "Given up" });
    await page.getByLabel("E-mail address, whole").fill(email);
    await page.getByRole("button", { name: "Show" }).click();
    await page.waitForURL(/state=dead/);
    expect(await rowOf(page, email).innerText()).toMatch(/Given up[\s\S]*16 tries[\s\S]*answered with an error/);
    expect(await page.content()).not.toContain("token=");
    await rowOf(page, email).getByText("Send again", { exact: false }).first().click();
    await screenshot(page, `outbox, sending again ${way}`);
    await rowOf(page, email).getByRole("button", { name: "Send it" }).click();
    expect((await app.resend.waitForMail(email)).subject).toMatch(/password/i);
  });

  it("lets mail go to an address again that took none", async () => {
    const { email } = await seedUser(app.database);
    await giveUpMailTo(email);
    await killAddress(email, "BOUNCED");
    const page = await open();
    await signInOn(page, await seedAdmin());
    await page.goto(`${outbox}?address=${encodeURIComponent(email)}`);
    await rowOf(page, email).getByText("Let mail go there again", { exact: false }).first().click();
    await rowOf(page, email).getByRole("button", { name: "Let mail go there" }).click();
    await rowOf(page, email).getByText("Send again", { exact: false }).first().waitFor();
    const dead = `SELECT 1 FROM "DeadAddress" WHERE "addressHash" = $1 AND "revivedAt" IS NULL`;
    expect(await app.database.query(dead, [tokenHash(email)])).toEqual([]);
  });

  it("says that it has no such mail, and what is no address", async () => {
    const page = await open();
    await signInOn(page, await seedAdmin());
    await page.goto(`${outbox}?address=nobody%40example.com`);
    await readWords(page, "No such mails.");
    await page.goto(`${outbox}?address=nobody`);
    await readWords(page, "Enter one whole e-mail address");
  });

  it("tells an owner that no mail reaches them, and tries their address again", async () => {
    const user = await seedUser(app.database);
    await killAddress(user.email, "BOUNCED");
    const page = await open();
    await signInOn(page, user);
    await readWords(page, "No mail reaches you");
    await page.getByText("Try this address again").first().click();
    await screenshot(page, `no mail reaches you ${way}`);
    await page.getByRole("button", { name: "Send it" }).click();
    await app.resend.waitForMail(user.email);
    await page.goto("/dashboard");
    expect(await page.getByText("No mail reaches you").count()).toBe(0);
  });
});

describe.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 375],
  ["dark", 375],
] as const)("the outbox in %s at %i pixels", (scheme, width) => {
  it("has nothing that axe finds, nor scrolls sideways, and so has the banner of an owner", async () => {
    const admin = await seedAdmin();
    await giveUpMailTo((await seedUser(app.database)).email);
    await killAddress(admin.email, "COMPLAINED");
    const { page, faults, close } = await visit(browser, app, { javaScript: true, scheme, width });
    await signInOn(page, admin);
    for (const path of ["/dashboard", outbox]) {
      await page.goto(path);
      await page.getByText("No mail reaches you").waitFor();
      expect(await axeFindings(page), path).toEqual([]);
      expect(await sidewaysScroll(page), path).toBe(0);
      await screenshot(page, `${path === outbox ? "outbox" : "banner"} ${scheme} ${width}`);
    }
    expect(faults).toEqual([]);
    await close();
  });
});
