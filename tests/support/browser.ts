import { afterEach, expect } from "vitest";
import { existsSync } from "node:fs";
import { mkdir } from "node:fs/promises";
import path from "node:path";
import axe from "axe-core";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";
import type { App } from "./app-server";
import { newAddress } from "./form-client";

export type Scheme = "light" | "dark";

export type VisitOptions = {
  javaScript: boolean;
  scheme?: Scheme;
  width?: number;
};

export type Visit = {
  page: Page;
  context: BrowserContext;
  /** What went wrong without anybody seeing it: console errors, failed scripts, refused content, foreign requests. */
  faults: string[];
  close: () => Promise<void>;
};

const flags = [
  "--no-sandbox",
  "--disable-quic",
  "--disable-background-networking",
  "--no-first-run",
  "--disable-component-update",
  "--disable-sync",
];

export async function openBrowser(): Promise<Browser> {
  const executablePath = process.env["CHROMIUM_PATH"];
  if (executablePath && !existsSync(executablePath)) throw new Error(`CHROMIUM_PATH names nothing: ${executablePath}`);
  return await chromium.launch({ args: flags, ...(executablePath ? { executablePath } : {}) });
}

/** A fresh browser profile with an address of its own, watched for faults. */
export async function visit(browser: Browser, app: Pick<App, "origin">, options: VisitOptions): Promise<Visit> {
  const { javaScript, scheme = "light", width = 1280 } = options;
  const context = await browser.newContext({
    baseURL: app.origin,
    javaScriptEnabled: javaScript,
    colorScheme: scheme,
    reducedMotion: "reduce",
    viewport: { width, height: 900 },
    extraHTTPHeaders: { "x-forwarded-for": newAddress() },
  });
  context.setDefaultTimeout(30_000);
  const page = await context.newPage();
  const faults: string[] = [];
  context.on("console", (message) => {
    const failedRequest = message.text().startsWith("Failed to load resource");
    if (/^(error|warning)$/.test(message.type()) && !failedRequest) faults.push(`console: ${message.text()}`);
  });
  context.on("response", (response) => {
    if (response.status() >= 400)
      faults.push(`${response.status()} for ${response.request().method()} ${response.url()}`);
  });
  context.on("weberror", (error) => faults.push(`script: ${error.error().message}`));
  context.on("request", (request) => {
    const { origin, protocol } = new URL(request.url());
    if (origin !== app.origin && protocol !== "data:") faults.push(`request to ${origin}`);
  });
  return { page, context, faults, close: () => context.close() };
}

type Visiting = { browser: Browser; app: { origin: string }; javaScript: boolean; mayAsk?: readonly string[] };

/**
 * Opens pages that are closed after each test, which fails where one of them was not quiet. `mayAsk` are the origins that it may leave for.
 */
export function quietVisits(describeVisit: () => Visiting): { open: () => Promise<Page> } {
  const visits: Visit[] = [];
  afterEach(async () => {
    const meant = (describeVisit().mayAsk ?? []).map((origin) => `request to ${origin}`);
    const faults = visits.flatMap((opened) => opened.faults).filter((fault) => !meant.includes(fault));
    for (const opened of visits.splice(0)) await opened.close();
    expect(faults).toEqual([]);
  });
  return {
    open: async () => {
      const { browser, app, javaScript } = describeVisit();
      const opened = await visit(browser, app, { javaScript });
      visits.push(opened);
      return opened.page;
    },
  };
}

const wcagTags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/**
 * What axe finds against WCAG 2.2 AA and, but for a mail, its best practices: one line a finding. Its script goes into a document once,
 * however often that is looked at, and it tells of faults alone, for the rest is most of its time.
 */
export async function axeFindings(page: Page, { isMail = false } = {}): Promise<string[]> {
  // After a navigation by scripts the title follows what is shown.
  await expect.poll(() => page.title()).not.toBe("");
  for (const frame of page.frames())
    if (!(await frame.evaluate(() => "axe" in window))) await frame.evaluate(axe.source);
  const options: axe.RunOptions = {
    runOnly: isMail ? wcagTags : [...wcagTags, "best-practice"],
    resultTypes: ["violations"],
  };
  const { violations } = await page.evaluate(
    (asked) => (window as unknown as { axe: typeof axe }).axe.run(asked),
    options,
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id} at ${target.join(" ")}: ${failureSummary}`),
  );
}

/**
 * The page as it stands, opened where scripts may run but none of ours comes: axe needs timers, which a browser without scripts lacks.
 * What is shown only without scripts is shown here as well.
 */
export async function copyForAxe(browser: Browser, page: Page): Promise<Page> {
  const html = (await page.content())
    .replace(/<(\/?)noscript\b/g, "<$1div")
    .replace(/<script\b[\s\S]*?<\/script>/g, "");
  const copy = await browser.newPage({ reducedMotion: "reduce" });
  await copy.route("**/*", async (route) => {
    const type = route.request().resourceType();
    if (type === "document") await route.fulfill({ body: html, contentType: "text/html; charset=utf-8" });
    else await (type === "script" ? route.abort() : route.continue());
  });
  await copy.goto(page.url());
  return copy;
}

/** How many pixels the page is wider than its window; 0 where nothing scrolls sideways. */
export async function sidewaysScroll(page: Page): Promise<number> {
  return await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

const screenshotDir = process.env["SCREENSHOT_DIR"];

/** Keeps a picture of the whole page for people to look at, where they named a folder for it: taking one costs as much as the rest. */
export async function screenshot(page: Page, name: string): Promise<void> {
  if (!screenshotDir) return;
  await mkdir(screenshotDir, { recursive: true });
  await page.screenshot({ path: path.join(screenshotDir, `${name}.png`), fullPage: true });
}
