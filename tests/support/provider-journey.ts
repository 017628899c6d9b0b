import { expect } from "vitest";
import type { Order } from "../../src/local/identity-provider/identity-provider.mjs";
import { sessionCookie } from "./cookie-names";
import type { Answer } from "./exchange";
import { filledIn, formOn, openVisitor, type Page, type Visitor } from "./form-client";
import { multipart } from "./multipart";
import { newIdentity, type ProviderApp, type ProviderName } from "./provider-app";
import { createProviderBrowser } from "./provider-browser";

export const nameOf: Record<ProviderName, string> = { google: "Google", github: "GitHub" };

/** A button that leaves for a provider: "Continue with …" unless it says "Link …". */
export type Departure = {
  from?: string;
  verb?: "Continue with" | "Link";
};

/** Presses the provider's button and answers what the app says to the browser, which is not followed. */
export async function pressProvider(
  visitor: Visitor,
  provider: ProviderName,
  { from = "/signin", verb = "Continue with" }: Departure = {},
): Promise<Answer> {
  const page = await visitor.get(from);
  const choice = { button: new RegExp(`^${verb} ${nameOf[provider]}$`) };
  const { body, contentType } = multipart(filledIn(formOn(page, choice), choice, {}));
  const headers = { "content-type": contentType, origin: visitor.app.origin, "sec-fetch-site": "same-origin" };
  return await visitor.send({ method: "POST", path: page.path, headers, body });
}

/** Starts a round trip and answers the provider's address to which the app sends the browser. Throws where it sends it nowhere. */
export async function leaveFor(visitor: Visitor, provider: ProviderName, departure: Departure = {}): Promise<URL> {
  const answer = await pressProvider(visitor, provider, departure);
  const location = answer.headers.location;
  if (location === undefined)
    throw new Error(`No redirect to ${provider}: ${answer.status} ${answer.text.slice(0, 300)}`);
  return new URL(location);
}

/** Lets the ordered person answer at the provider, and gives the path below the app to which they are sent back. */
export async function answerAt(app: ProviderApp, authorizeUrl: URL, order: Order): Promise<string> {
  app.provider.control.queue(order);
  const { url, response } = await createProviderBrowser().open(authorizeUrl);
  if (url.origin !== app.origin) throw new Error(`The provider kept the browser: ${await response?.text()}`);
  return url.pathname + url.search;
}

/** As a browser comes back from another site. */
export async function comeBack(visitor: Visitor, callback: string): Promise<Page> {
  return await visitor.get(callback, { "sec-fetch-site": "cross-site" });
}

/** The whole way out except for the last step: a callback that waits to be opened. */
export async function reachCallback(
  { app, visitor, order }: { app: ProviderApp; visitor: Visitor; order: Order },
  departure: Departure = {},
): Promise<string> {
  return await answerAt(app, await leaveFor(visitor, order.provider, departure), order);
}

/** A whole round trip; answers the page on which the person lands. */
export async function continueWith(
  trip: { app: ProviderApp; visitor: Visitor; order: Order },
  departure: Departure = {},
): Promise<Page> {
  return await comeBack(trip.visitor, await reachCallback(trip, departure));
}

/** A browser that has just signed in by a provider, as a new person unless one is given. */
export async function signedInBy(app: ProviderApp, provider: ProviderName, person = newIdentity()) {
  const visitor = openVisitor(app);
  const landed = await continueWith({ app, visitor, order: { provider, person } });
  if (landed.path !== "/dashboard") throw new Error(`Sign-in ended on ${landed.path}: ${landed.shown.slice(0, 300)}`);
  const [user] = await app.database.query<{ id: string }>(`SELECT id FROM "User" WHERE email = $1`, [person.email]);
  return { visitor, person, userId: user?.id ?? "" };
}

export async function linksOf(app: ProviderApp, userId: string): Promise<string[]> {
  const text = `SELECT provider || ' ' || "providerAccountId" AS link FROM "Account" WHERE "userId" = $1 ORDER BY 1`;
  return (await app.database.query<{ link: string }>(text, [userId])).map(({ link }) => link);
}

export async function countOf(app: ProviderApp, email: string): Promise<{ users: number; accounts: number }> {
  const [row] = await app.database.query<{ users: number; accounts: number }>(
    `SELECT count(DISTINCT u.id)::int AS users, count(a.id)::int AS accounts
       FROM "User" u LEFT JOIN "Account" a ON a."userId" = u.id WHERE u.email = $1`,
    [email],
  );
  return row ?? { users: 0, accounts: 0 };
}

/** Moves the last proof of this person's sessions into the past. */
export async function ageProof(app: ProviderApp, userId: string, minutes: number): Promise<void> {
  const text = `UPDATE "Session" SET "provenAt" = "provenAt" - make_interval(mins => $2) WHERE "userId" = $1`;
  await app.database.query(text, [userId, minutes]);
}

/** Whether the browser's session opens the dashboard. */
export async function isSignedIn(visitor: Visitor): Promise<boolean> {
  return (await visitor.send({ path: "/dashboard" })).status === 200;
}

/** Landed on our own sign-in page with one of our sentences, and nothing was granted. */
export async function expectRefused(visitor: Visitor, landed: Page): Promise<void> {
  expect(landed.status).toBe(200);
  expect(landed.path).toMatch(/^\/signin\?(.*&)?error=[A-Za-z]+$/);
  expect(landed.shown).toMatch(/not finished|could not be used|cannot be reached|did not allow|on our side/);
  expect(visitor.cookies.has(sessionCookie)).toBe(false);
  expect(await isSignedIn(visitor)).toBe(false);
}
