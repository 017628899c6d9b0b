import type { App } from "./app-server";
import type { Answer } from "./exchange";
import {
  filledIn,
  formOn,
  mailedToken,
  newPerson,
  openVisitor,
  signUp,
  type Person,
  type Visitor,
} from "./form-client";
import { multipart } from "./multipart";

export type MailedLink = { path: string; token: string };

/** A new person who has signed up and read the mail, but not confirmed. */
export async function signUpAndReadMail(app: App): Promise<{ visitor: Visitor; person: Person; link: MailedLink }> {
  const visitor = openVisitor(app);
  const person = newPerson(app);
  await signUp(visitor, person);
  return { visitor, person, link: await mailedToken(app, person.email) };
}

/** Asks for a reset link from a browser of its own, and reads the `count`th mail to the address. */
export async function askForReset(app: App, email: string, count = 1): Promise<MailedLink> {
  const visitor = openVisitor(app);
  await visitor.submit(await visitor.get("/forgot-password"), { field: "email" }, { email });
  return await mailedToken(app, email, count);
}

export async function isVerified(app: App, email: string): Promise<boolean> {
  const text = `SELECT "isVerified" FROM "User" WHERE email = $1`;
  const [row] = await app.database.query<{ isVerified: boolean }>(text, [email]);
  return row?.isVerified ?? false;
}

/** Opens the link in every visitor's browser, then presses the page's button in all of them at one moment. */
export async function pressTogether(
  visitors: Visitor[],
  link: MailedLink,
  values: (index: number) => Record<string, string>,
): Promise<Answer[]> {
  const ready = await Promise.all(
    visitors.map(async (visitor, index) => {
      const page = await visitor.get(link.path);
      const choice = page.path.startsWith("/verify") ? { button: /confirm/i } : { field: "password" };
      return { visitor, page, ...multipart(filledIn(formOn(page, choice), choice, values(index))) };
    }),
  );
  return await Promise.all(
    ready.map(({ visitor, page, body, contentType }) => {
      const origin = page.headers["referrer-policy"] === "no-referrer" ? "null" : visitor.app.origin;
      const headers = { "content-type": contentType, origin };
      return visitor.send({ method: "POST", path: page.path, headers, body });
    }),
  );
}
