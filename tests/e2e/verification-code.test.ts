import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import {
  axeFindings,
  copyForAxe,
  openBrowser,
  quietVisits,
  screenshot,
  sidewaysScroll,
  visit,
} from "../support/browser";
import { codeIn } from "../support/fake-resend";
import { newPerson } from "../support/form-client";
import { fillAndSend, formWith, readWords, signUpIn } from "../support/journey";

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

async function mailedCode(email: string, count = 1): Promise<string> {
  return codeIn(await app.resend.waitForMail(email, { count }));
}

/** Another code, which differs in the last digit. */
function wrong(code: string): string {
  return code.slice(0, 5) + String((Number(code[5]) + 1) % 10);
}

function codeField(page: Page) {
  return page.getByLabel("Code from the mail");
}

describe.each([
  ["with scripts", true],
  ["without scripts", false],
])("sign-up with the mail on another device, %s", (way, javaScript) => {
  const visits = quietVisits(() => ({ browser, app, javaScript }));

  it("is confirmed by the code alone, by keyboard, and keeps the password", async () => {
    const page = await visits.open();
    const person = newPerson(app);
    await signUpIn(page, person);
    const code = await mailedCode(person.email);
    await codeField(page).focus();
    await page.keyboard.insertText(` ${code.slice(0, 3)} ${code.slice(3)} `);
    await page.keyboard.press("Enter");
    await page.waitForURL("**/signin");
    await readWords(page, "Your e-mail address is confirmed.");
    await fillAndSend(page, { email: person.email, password: person.password });
    await page.waitForURL("**/dashboard");
  });

  it("says what to do about a wrong code, and takes the right one after it", async () => {
    const page = await visits.open();
    const person = newPerson(app);
    await signUpIn(page, person);
    const code = await mailedCode(person.email);
    await fillAndSend(page, { code: "12345" });
    await readWords(page, "Enter the six digits from the mail.");
    await fillAndSend(page, { code: wrong(code) });
    await readWords(page, "This code does not work. Compare it with the newest mail.");
    expect(await codeField(page).getAttribute("aria-invalid")).toBe("true");
    await screenshot(page, `wrong code ${way}`);
    const forAxe = javaScript ? page : await copyForAxe(browser, page);
    expect(await axeFindings(forAxe)).toEqual([]);
    if (forAxe !== page) await forAxe.close();
    await fillAndSend(page, { code });
    await page.waitForURL("**/signin");
  });

  it("goes on with the code of the newest mail after another was asked for", async () => {
    const page = await visits.open();
    const person = newPerson(app);
    await signUpIn(page, person);
    const first = await mailedCode(person.email);
    await fillAndSend(page, { email: person.email });
    const second = await mailedCode(person.email, 2);
    await readWords(page, "a new link is on its way");
    if (first !== second) {
      await fillAndSend(page, { code: first });
      await readWords(page, "This code does not work.");
    }
    await fillAndSend(page, { code: second });
    await page.waitForURL("**/signin");
  });

  it("shows an address that is taken the same page, where no code works", async () => {
    const page = await visits.open();
    const { email } = await seedUser(app.database);
    await signUpIn(page, { ...newPerson(app), email });
    await fillAndSend(page, { code: "000000" });
    await readWords(page, "This code does not work. Compare it with the newest mail.");
  });
});

describe("the field for the code", () => {
  it("asks phones for digits and for the code they just received", async () => {
    const { page, close } = await visit(browser, app, { javaScript: true });
    await signUpIn(page, newPerson(app));
    expect(await codeField(page).getAttribute("inputmode")).toBe("numeric");
    expect(await codeField(page).getAttribute("autocomplete")).toBe("one-time-code");
    await close();
  });

  it("is not shown in a browser that never signed up, where no code could work", async () => {
    const { page, close } = await visit(browser, app, { javaScript: true });
    await page.goto("/verify/resend");
    await fillAndSend(page, { email: newPerson(app).email });
    await page.waitForURL("**/signup/check-mail");
    expect(await formWith(page, "code").count()).toBe(0);
    await close();
  });

  it.each(["light", "dark"] as const)("fits a phone in %s colours", async (scheme) => {
    const { page, close } = await visit(browser, app, { javaScript: true, scheme, width: 360 });
    await signUpIn(page, newPerson(app));
    expect(await sidewaysScroll(page)).toBe(0);
    expect((await codeField(page).boundingBox())?.height).toBeGreaterThanOrEqual(44);
    expect(await axeFindings(page)).toEqual([]);
    await screenshot(page, `code phone ${scheme}`);
    await close();
  });
});
