import type { Locator, Page } from "playwright-core";
import { expect } from "vitest";
import type { App } from "./app-server";
import { mailedToken, newPerson, type Person } from "./form-client";

/** The form that asks for these fields and no fewer. */
export function formWith(page: Page, field: string): Locator {
  return page.locator("form", { has: page.locator(`[name="${field}"]`) });
}

/** Types into a form by field name and presses its button. */
export async function fillAndSend(page: Page, values: Record<string, string>): Promise<void> {
  const form = formWith(page, Object.keys(values)[0] ?? "");
  for (const [name, value] of Object.entries(values)) await form.locator(`[name="${name}"]`).fill(value);
  await form.locator('button[type="submit"]').click();
}

export async function signUpIn(page: Page, person: Person): Promise<void> {
  await page.goto("/signup");
  await fillAndSend(page, person);
  await page.waitForURL("**/signup/check-mail");
}

/** Opens the newest of `count` mails' link, as a click in a mail program does. */
export async function openMailedLink(page: Page, app: App, email: string, count = 1): Promise<string> {
  const { path, token } = await mailedToken(app, email, count);
  await page.goto(path);
  expect(page.url()).not.toContain(token);
  return path;
}

export async function pressConfirm(page: Page): Promise<void> {
  await page.getByRole("button", { name: /confirm/i }).click();
}

export async function signInOn(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.goto("/signin");
  await fillAndSend(page, { email, password });
  await page.waitForURL("**/dashboard");
}

/** From nothing to the dashboard. */
export async function joinIn(page: Page, app: App, person = newPerson(app)): Promise<Person> {
  await signUpIn(page, person);
  await openMailedLink(page, app, person.email);
  await pressConfirm(page);
  await page.waitForURL("**/signin");
  await fillAndSend(page, { email: person.email, password: person.password });
  await page.waitForURL("**/dashboard");
  return person;
}

export async function pressSignOut(page: Page): Promise<void> {
  await page.getByRole("button", { name: /sign out/i }).click();
  await page.waitForURL("**/signin");
}

/** Waits until the reader sees the words, also in a `noscript`, which Playwright's own look for text passes over. */
export async function readWords(page: Page, words: string | RegExp): Promise<void> {
  const body = () =>
    page
      .locator("body")
      .innerText({ timeout: 1_000 })
      .catch(() => "");
  const seen = expect.poll(body, { timeout: 30_000 });
  await (typeof words === "string" ? seen.toContain(words) : seen.toMatch(words));
}
