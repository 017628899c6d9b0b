import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { axeFindings, openBrowser, screenshot, sidewaysScroll } from "../support/browser";
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

const titled = sampleMails.map(({ name, state, mail }) => ({
  title: [name, state].filter(Boolean).join(" "),
  mail,
}));

describe.each(titled)("the mail $title in a reader", ({ title, mail }) => {
  test.each(["light", "dark"] as const)("can be read by everybody in %s colours and loads nothing", async (scheme) => {
    await read(mail.html, { scheme, width: 720 }, async (page) => {
      expect(await axeFindings(page, { isMail: true })).toEqual([]);
      await screenshot(page, `mail ${title} ${scheme}`);
    });
  });

  test.each(["light", "dark"] as const)(
    "fits a phone, with buttons that a thumb can hit, in %s colours",
    async (scheme) => {
      await read(mail.html, { scheme, width: 360 }, async (page) => {
        expect(await sidewaysScroll(page)).toBe(0);
        for (const button of await page.locator(".button a").all()) {
          const box = await button.boundingBox();
          expect(box?.height).toBeGreaterThanOrEqual(44);
          expect(box?.width).toBeGreaterThanOrEqual(280);
        }
        await screenshot(page, `mail ${title} phone ${scheme}`);
      });
    },
  );
});

test("a code is digits in one piece, so that a double click takes it whole", async () => {
  const withCode = sampleMails.filter(({ mail }) => mail.html.includes('class="digits"'));
  expect(withCode.length).toBeGreaterThan(0);
  for (const { mail } of withCode) {
    await read(mail.html, { scheme: "light", width: 360 }, async (page) => {
      await page.locator(".digits").dblclick();
      expect(await page.evaluate(() => getSelection()?.toString().trim())).toMatch(/^\d{6}$/);
    });
  }
});
