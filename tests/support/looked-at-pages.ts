import type { Browser } from "playwright-core";
import { describe, expect, it } from "vitest";
import type { App } from "./app-server";
import { copyForAxe, visit, type Visit } from "./browser";
import { everyLook, faultsInLooks } from "./looks";

/** How to come to each page, in each of its states. */
export type PageStates = Readonly<Record<string, (visited: Visit) => Promise<unknown>>>;

/** The page that does not exist is meant to say so. */
function quietFaults({ faults }: Visit): string[] {
  return faults.filter((fault) => !/^404 for GET .*\/nowhere$/.test(fault));
}

/** Looks at each page in each of its states: by axe, light and dark, wide and narrow, with and without scripts. */
export function describePages(place: () => { browser: Browser; app: App }, states: PageStates): void {
  describe.each(Object.entries(states))("the page %s", (name, reach) => {
    it("is accessible and fits, light and dark, wide and narrow, and keeps quiet", async () => {
      const visited = await visit(place().browser, place().app, { javaScript: true });
      await reach(visited);
      await visited.page.waitForLoadState("networkidle");
      expect([...(await faultsInLooks(visited.page, name, everyLook)), ...quietFaults(visited)]).toEqual([]);
      const stored = await visited.page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
      expect(stored).toEqual([0, 0, ""]);
      await visited.close();
    });

    it("is accessible and fits a phone without scripts", async () => {
      const visited = await visit(place().browser, place().app, { javaScript: false });
      await reach(visited);
      const copy = await copyForAxe(place().browser, visited.page);
      const onPhones = everyLook.filter(([width]) => width === 360);
      const found = await faultsInLooks(copy, `${name} without scripts`, onPhones);
      expect([...found, ...quietFaults(visited)]).toEqual([]);
      await copy.close();
      await visited.close();
    });
  });
}
