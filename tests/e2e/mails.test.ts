import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser, screenshot, sidewaysScroll } from "../support/browser";
import { sampleMails } from "@/local/sample-mails";

let browser: Browser;

beforeAll(async () => {
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
});

async function read(
  html: string,
  options: { scheme: "light" | "dark"; width: number },
  look: (page: Page) => Promise<void>,
) {
  const context = await browser.newContext({
    colorScheme: options.scheme,
    viewport: { width: options.width, height: 800 },
  });
  try {
    const page = await context.newPage();
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    await page.setContent(html);
    await look(page);
    expect(requests).toEqual([]);
  } finally {
    await context.close();
  }
}

describe.each(sampleMails)("the mail $name in a reader", ({ name, mail }) => {
  test.each(["light", "dark"] as const)("can be read by everybody in %s colours and loads nothing", async (scheme) => {
    await read(mail.html, { scheme, width: 720 }, async (page) => {
      const { violations } = await new AxeBuilder({ page })
        .withTags(["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"])
        .analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`)).toEqual([]);
      await screenshot(page, `mail-${name}-${scheme}`);
    });
  });

  test("fits a phone, with a button that a thumb can hit", async () => {
    await read(mail.html, { scheme: "light", width: 360 }, async (page) => {
      expect(await sidewaysScroll(page)).toBe(0);
      const button = await page.locator(".button a").boundingBox();
      expect(button?.height).toBeGreaterThanOrEqual(44);
      expect(button?.width).toBeGreaterThanOrEqual(280);
      await screenshot(page, `mail-${name}-phone`);
    });
  });
});
