import type { Browser } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
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

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("a profile %s", (way, javaScript) => {
  const { open } = quietVisits(() => ({ browser, app, javaScript }));

  it("is written, gets a picture, is shown to everybody, and is taken back", async () => {
    const user = await seedUser(app.database);
    const page = await open();
    await signInOn(page, user);
    await page.goto("/settings");
    await page.getByRole("link", { name: "Profile", exact: true }).click();
    await page.getByLabel("Name", { exact: true }).fill("Grace Example");
    await page.getByLabel("About you").fill("I write compilers.\nAnd I read logs.");
    await page.getByLabel("Age", { exact: true }).fill("12");
    await page.getByRole("button", { name: "Save profile" }).click();
    await readWords(page, "Enter an age from 13 to 130");
    expect(await page.getByLabel("About you").inputValue()).toContain("I write compilers.");
    await page.getByLabel("Age", { exact: true }).fill("44");
    await page.getByLabel("Show my name, picture and text").check();
    await page.getByRole("button", { name: "Save profile" }).click();
    await readWords(page, "Your profile is saved.");

    const { data, info } = await sharp({ create: { width: 300, height: 500, channels: 3, background: "#0b5f4f" } })
      .png()
      .toBuffer({ resolveWithObject: true });
    await page
      .getByLabel("Choose a picture")
      .setInputFiles({ name: `me.${info.format}`, mimeType: "image/png", buffer: data });
    await page.getByRole("button", { name: "Upload picture" }).click();
    await readWords(page, "Your picture is changed.");
    await screenshot(page, `profile, a picture ${way}`);

    await page.getByRole("link", { name: "your public page" }).click();
    await page.getByRole("heading", { name: "Grace Example" }).waitFor();
    await readWords(page, "Member since");
    const picture = page.locator("main img");
    expect(await picture.evaluate((image: HTMLImageElement) => image.decode().then(() => image.naturalWidth))).toBe(
      320,
    );
    await screenshot(page, `public profile ${way}`);

    await page.goto("/settings/profile");
    await page.getByText("Delete picture").click();
    await page.getByRole("button", { name: "Delete it" }).click();
    await readWords(page, "Your picture is deleted.");
    await page.getByLabel("Show my name, picture and text").uncheck();
    await page.getByRole("button", { name: "Save profile" }).click();
    await readWords(page, "Only you see it");
  });
});
