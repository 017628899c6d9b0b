import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { freePort, startApp, startServer, type App, type ServerProcess } from "../support/app-server";
import { openBrowser, visit } from "../support/browser";

/** Of the issue: what a page of ours may weigh above a page with nothing on it. */
const budgetBytes = 10_000;

let app: App;
let bare: ServerProcess;
let bareOrigin: string;
let browser: Browser;
beforeAll(async () => {
  app = await startApp();
  const port = await freePort();
  bareOrigin = `http://localhost:${port}`;
  bare = await startServer({ variant: "bare", port, env: {} });
  browser = await openBrowser();
});
afterAll(async () => {
  await browser.close();
  await bare.end("SIGTERM");
  await app.stop();
});

/** Every script that a real browser fetches for the page, as compressed on the line, until nothing more is asked for. */
async function scriptBytes(origin: string, path: string): Promise<number> {
  const { page, close } = await visit(browser, { origin }, { javaScript: true });
  const sizes: Promise<number>[] = [];
  page.on("response", (response) => {
    if (response.request().resourceType() !== "script") return;
    sizes.push(
      response
        .request()
        .sizes()
        .then(({ responseBodySize }) => responseBodySize),
    );
  });
  await page.goto(path);
  await page.waitForLoadState("networkidle");
  const total = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
  await close();
  return total;
}

it.each(["/", "/signin", "/signup", "/forgot-password"])(
  `%s ships at most ${budgetBytes} bytes of script above a bare page of Next's`,
  async (path) => {
    const nothing = await scriptBytes(bareOrigin, "/");
    const page = await scriptBytes(app.origin, path);
    expect(nothing).toBeGreaterThan(50_000);
    expect(page - nothing, `${page} bytes against ${nothing}`).toBeLessThanOrEqual(budgetBytes);
  },
);
