import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { axeFindings, copyForAxe, screenshot, sidewaysScroll, type Scheme } from "./browser";

/** A window's width in pixels, and what the system asks for. */
export type Look = readonly [width: number, scheme: Scheme];

export const everyLook: readonly Look[] = [
  [1280, "light"],
  [1280, "dark"],
  [360, "light"],
  [360, "dark"],
];

/** One of each kind, for a page that is looked at in many states. */
const someLooks: readonly Look[] = [
  [1280, "light"],
  [360, "dark"],
];
/** Most who come without scripts come on a small screen. */
const looksWithoutScripts: readonly Look[] = [...someLooks, [360, "light"]];

/** What is wrong with the page in these looks, by axe where it is wanted, and whether it fits: one line a fault. Keeps a picture of each. */
export async function faultsInLooks(
  page: Page,
  name: string,
  looks: readonly Look[],
  { withAxe = true }: { withAxe?: boolean } = {},
): Promise<string[]> {
  const found: string[] = [];
  for (const [width, scheme] of looks) {
    await showIn(page, width, scheme);
    await screenshot(page, `${name} ${scheme} ${width}`);
    const faults = withAxe ? await axeFindings(page) : [];
    if ((await sidewaysScroll(page)) > 0) faults.push("it scrolls sideways");
    found.push(...faults.map((fault) => `${scheme} ${width}: ${fault}`));
  }
  return found;
}

/** Expects a page without fault, wide and narrow, light and dark; where scripts are off, a copy is looked at. */
export async function expectGoodLooks(browser: Browser, page: Page, name: string, javaScript: boolean): Promise<void> {
  const shown = javaScript ? page : await copyForAxe(browser, page);
  expect(await faultsInLooks(shown, name, javaScript ? someLooks : looksWithoutScripts)).toEqual([]);
  await page.setViewportSize({ width: 1280, height: 900 });
  if (!javaScript) await shown.close();
}

/** Resolves once it is drawn so, for the smallest of pictures: where a size decides over a style, the browser works it out by then. */
async function showIn(page: Page, width: number, scheme: Scheme): Promise<void> {
  await page.setViewportSize({ width, height: 900 });
  await page.emulateMedia({ colorScheme: scheme });
  await page.screenshot({ clip: { x: 0, y: 0, width: 1, height: 1 } });
}
