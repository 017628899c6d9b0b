import { randomBytes, randomInt } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import { sessionCookies } from "./cookie-names";
import { seedUser, type SeededUser } from "./app-database";
import type { App } from "./app-server";
import { exchange, type Answer, type Outgoing } from "./exchange";
import { linkIn } from "./fake-resend";
import { formsIn, visibleText, type HtmlForm } from "./html-forms";
import { multipart, type Part } from "./multipart";

export type Page = Answer & {
  /** Where the redirects ended. */
  path: string;
  /** What a reader sees. */
  shown: string;
  forms: HtmlForm[];
};

export type FormChoice = {
  /** A field that the form has, or the text of its button. */
  field?: string;
  button?: RegExp;
};

/** A browser without scripts: keeps cookies, follows redirects, posts forms as they stand on the page. */
export type Visitor = {
  app: App;
  /** What the trusted proxy in front of the app says the visitor's address is. */
  address: string;
  cookies: Map<string, string>;
  get: (path: string, headers?: OutgoingHttpHeaders) => Promise<Page>;
  /** Fills in and posts a form of the page, and follows where it leads. */
  submit: (
    page: Page,
    choice: FormChoice,
    values?: Record<string, string>,
    headers?: OutgoingHttpHeaders,
  ) => Promise<Page>;
  /** One request with the visitor's cookies and headers; a redirect is not followed. */
  send: (outgoing: Outgoing) => Promise<Answer>;
};

export function openVisitor(app: App, { address = newAddress(), cookies = new Map<string, string>() } = {}): Visitor {
  const visitor: Visitor = {
    app,
    address,
    cookies,
    get: (path, headers = {}) => follow(visitor, { path, headers: { ...navigation, ...headers } }),
    submit: (page, choice, values = {}, headers = {}) => {
      const form = formOn(page, choice);
      const { body, contentType } = multipart(filledIn(form, choice, values));
      return follow(visitor, {
        method: "POST",
        path: form.action === "" ? page.path : form.action,
        headers: {
          ...navigation,
          "sec-fetch-site": "same-origin",
          origin: page.headers["referrer-policy"] === "no-referrer" ? "null" : app.origin,
          "content-type": contentType,
          ...headers,
        },
        body,
      });
    },
    send: async (outgoing) => {
      const answer = await exchange(app.port, { ...outgoing, headers: headersOf(visitor, outgoing) });
      keepCookies(visitor, answer);
      return answer;
    },
  };
  return visitor;
}

/** Asks for a page's data as the router does, and goes along with Next's redirect to the address that its headers hash to. */
export async function getPageData(visitor: Visitor, path: string, headers: OutgoingHttpHeaders = {}): Promise<Answer> {
  const asked = { rsc: "1", ...headers };
  const answer = await visitor.send({ path, headers: asked });
  const target = answer.headers.location;
  return target !== undefined && /[?&]_rsc/.test(target)
    ? await visitor.send({ path: target, headers: asked })
    : answer;
}

const navigation = { "sec-fetch-site": "none", "sec-fetch-mode": "navigate", "sec-fetch-dest": "document" };

/** The form on the page that is meant; throws with what the page shows when there is none. */
export function formOn(page: Page, { field, button }: FormChoice): HtmlForm {
  const form = page.forms.find(
    (candidate) =>
      (field === undefined || candidate.fields.some(([name]) => name === field)) &&
      (button === undefined || candidate.buttons.some(({ text }) => button.test(text))),
  );
  if (!form)
    throw new Error(`No form with ${field ?? button} on ${page.path} (${page.status}): ${page.shown.slice(0, 400)}`);
  return form;
}

/** The parts that a browser would post for the form with these values typed in. */
export function filledIn(form: HtmlForm, { button }: FormChoice, values: Record<string, string>): Part[] {
  const parts: Part[] = form.fields.map(([name, value]) => [name, values[name] ?? value]);
  for (const [name, value] of Object.entries(values))
    if (!parts.some(([known]) => known === name)) parts.push([name, value]);
  const pressed = button && form.buttons.find(({ text }) => button.test(text));
  if (pressed?.name) parts.push([pressed.name, pressed.value]);
  return parts;
}

async function follow(visitor: Visitor, outgoing: Outgoing): Promise<Page> {
  let { path } = outgoing;
  let answer = await visitor.send(outgoing);
  for (let hops = 0; answer.status >= 300 && answer.status < 400; hops++) {
    if (hops === 10) throw new Error(`too many redirects from ${outgoing.path}`);
    const target = new URL(answer.headers.location ?? "", new URL(path, visitor.app.origin));
    if (target.origin !== visitor.app.origin) throw new Error(`${path} leads off the site, to ${target.href}`);
    path = target.pathname + target.search;
    answer = await visitor.send({ path, headers: { ...navigation, "sec-fetch-site": "same-origin" } });
  }
  return { ...answer, path, shown: visibleText(answer.text), forms: formsIn(answer.text) };
}

function headersOf(visitor: Visitor, outgoing: Outgoing): OutgoingHttpHeaders {
  const cookie = [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
  return {
    host: new URL(visitor.app.origin).host,
    "user-agent": "Mozilla/5.0 (a browser without scripts)",
    accept: "text/html",
    "x-forwarded-for": visitor.address,
    ...(cookie === "" ? {} : { cookie }),
    ...(outgoing.body === undefined ? {} : { "content-length": Buffer.byteLength(outgoing.body) }),
    ...outgoing.headers,
  };
}

function keepCookies(visitor: Visitor, answer: Answer): void {
  for (const line of answer.setCookies) {
    const { name, value, attributes } = parseSetCookie(line);
    const gone =
      attributes.get("max-age") === "0" || new Date(attributes.get("expires") ?? "9999").getTime() < Date.now();
    if (gone) visitor.cookies.delete(name);
    else visitor.cookies.set(name, value);
    if (sessionCookies.some((known) => known === name) && !gone) visitor.app.mark(value);
  }
}

/** A Set-Cookie line taken apart; attribute names are in lower case. */
export function parseSetCookie(line: string) {
  const [pair = "", ...rest] = line.split(/;\s*/);
  const at = pair.indexOf("=");
  const attributes = new Map(
    rest.map((part) => {
      const [name = "", ...value] = part.split("=");
      return [name.toLowerCase(), value.join("=")] as const;
    }),
  );
  return { name: pair.slice(0, at), value: pair.slice(at + 1), attributes };
}

/** An address that nobody else in this run has, so that one test's limits are not another's. */
export function newAddress(): string {
  return `10.${randomInt(256)}.${randomInt(256)}.${randomInt(1, 255)}`;
}

export function newEmail(): string {
  return `person-${randomBytes(6).toString("hex")}@example.com`;
}

/** A strong password that the server must never print. */
export function newPassword(app: App): string {
  return app.mark(`quiet ${randomBytes(9).toString("base64url")} harbour`);
}

export type Person = { name: string; email: string; password: string };

export function newPerson(app: App): Person {
  return { name: "Ada Lovelace", email: newEmail(), password: newPassword(app) };
}

/** The token in the newest mail to the address, once `count` mails have come. */
export async function mailedToken(app: App, email: string, count = 1): Promise<{ path: string; token: string }> {
  const { url, token } = linkIn(await app.resend.waitForMail(email, { count }));
  app.mark(token);
  return { path: url.pathname + url.search, token };
}

export async function signUp(visitor: Visitor, person: Person): Promise<Page> {
  return await visitor.submit(await visitor.get("/signup"), { field: "name" }, person);
}

/** Signs up, reads the mail and confirms. Leaves the visitor on the sign-in page. */
export async function becomeMember(visitor: Visitor, person = newPerson(visitor.app)): Promise<Person> {
  await signUp(visitor, person);
  const link = await mailedToken(visitor.app, person.email);
  await visitor.submit(await visitor.get(link.path), { button: /confirm/i });
  return person;
}

/** A signed-in browser that also holds an unused link of each kind: whatever a forged request could use. */
export async function linksHeldBy(app: App, user: { email: string; password: string }): Promise<Visitor> {
  const visitor = openVisitor(app);
  const person = newPerson(app);
  await signUp(visitor, person);
  await visitor.get((await mailedToken(app, person.email)).path);
  await visitor.submit(await visitor.get("/forgot-password"), { field: "email" }, { email: user.email });
  await visitor.get((await mailedToken(app, user.email)).path);
  await signIn(visitor, user);
  return visitor;
}

export async function signIn(
  visitor: Visitor,
  { email, password }: { email: string; password: string },
): Promise<Page> {
  return await visitor.submit(await visitor.get("/signin"), { field: "password" }, { email, password });
}

/** A browser that has just signed in, as a new person unless one is given. */
export async function signedIn(app: App, person?: SeededUser): Promise<{ visitor: Visitor; user: SeededUser }> {
  const user = person ?? (await seedUser(app.database));
  const visitor = openVisitor(app);
  const landed = await signIn(visitor, user);
  if (landed.path !== "/dashboard") throw new Error(`Sign-in ended on ${landed.path}: ${landed.shown.slice(0, 300)}`);
  return { visitor, user };
}
