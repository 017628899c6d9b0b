import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments } from "../support/action-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { exchange } from "../support/exchange";
import { newAddress, newPassword, openVisitor, type Visitor } from "../support/form-client";

let app: App;
beforeAll(async () => {
  app = await startApp({ env: { CAPTCHA_MODE: "off" } });
});
afterAll(() => app.stop());

const json = "application/json";
const form = "application/x-www-form-urlencoded";

async function post(visitor: Visitor, path: string, contentType: string, body: string) {
  const headers = { "content-type": contentType, origin: app.origin };
  return await visitor.send({ method: "POST", path, headers, body });
}

async function csrfToken(visitor: Visitor): Promise<string> {
  return (JSON.parse((await visitor.send({ path: "/api/auth/csrf" })).text) as { csrfToken: string }).csrfToken;
}

const endpoints = [
  "callback/credentials",
  "signin/credentials",
  "signin/google",
  "signout",
  "session",
  "_log",
  "csrf",
  "x",
];

describe("a body that NextAuth would break on", () => {
  it.each([
    ["JSON that ends too soon", json, () => "{"],
    ["JSON of nothing", json, () => ""],
    ["null", json, () => "null"],
    ["a list", json, () => "[]"],
    ["a text", json, () => '"x"'],
    ["an object to return to", json, (token: string) => JSON.stringify({ csrfToken: token, callbackUrl: {} })],
    ["a list to return to", json, (token: string) => JSON.stringify({ csrfToken: token, callbackUrl: ["x"] })],
    ["nothing to return to", json, (token: string) => JSON.stringify({ csrfToken: token, callbackUrl: null })],
    ["a field twice", form, (token: string) => `csrfToken=${token}&email=a&email=b`],
    ["a field twice in a text that calls itself a form as well", `text/plain; ${form}`, () => "email=a&email=b"],
  ])("is answered 4xx at every endpoint, and is no fault of ours in the log: %s", async (_, contentType, bodyOf) => {
    for (const endpoint of endpoints) {
      const visitor = openVisitor(app);
      const answer = await post(visitor, `/api/auth/${endpoint}`, contentType, bodyOf(await csrfToken(visitor)));
      expect([endpoint, answer.status >= 400 && answer.status < 500]).toEqual([endpoint, true]);
      expect((await visitor.send({ path: "/api/v1/me" })).status).toBe(401);
    }
    expect(app.output()).not.toContain('"event":"nextauth_failed"');
  });

  it.each([json, form, "text/plain"])(
    "is read no further than its bound, though no length was announced: %s",
    async (type) => {
      const body = Buffer.from("a=1&".repeat(4_000_000));
      const headers = { host: new URL(app.origin).host, origin: app.origin, "content-type": type };
      const sent = Array.from({ length: 4 }, () =>
        exchange(app.port, {
          method: "POST",
          path: "/api/auth/callback/credentials",
          headers: { ...headers, "x-forwarded-for": newAddress(), "transfer-encoding": "chunked" },
          body,
        }),
      );
      for (const { status } of await Promise.all(sent)) expect(status).toBe(413);
    },
  );
});

describe("NextAuth's address for the browser's own log", () => {
  it("writes nothing into ours", async () => {
    const body = JSON.stringify({ level: "error", code: "a-line-of-a-stranger", message: "x" });
    const answer = await post(openVisitor(app), "/api/auth/_log", json, body);
    expect(answer.status).toBe(404);
    expect(app.output()).not.toContain("a-line-of-a-stranger");
  });
});

describe("guessing by another spelling of an address", () => {
  type Attempt = { email: string; password: string };

  async function byNextAuth(visitor: Visitor, path: string, attempt: Attempt) {
    const fields = { csrfToken: await csrfToken(visitor), json: "true", ...attempt };
    return await post(visitor, path, form, new URLSearchParams(fields).toString());
  }

  async function byAction(visitor: Visitor, page: string, { email, password }: Attempt) {
    const fields = formArguments([
      ["email", email],
      ["password", password],
    ]);
    return await callAction(visitor, { ...findAction("signinAction"), page }, fields);
  }

  /** Eleven wrong passwords from as many addresses, and then the right one. */
  async function guess(attempt: (visitor: Visitor, guess: Attempt) => Promise<{ status: number }>) {
    const user = await seedUser(app.database);
    const statuses: number[] = [];
    for (let turn = 0; turn < 11; turn++)
      statuses.push((await attempt(openVisitor(app), { email: user.email, password: newPassword(app) })).status);
    const last = openVisitor(app);
    statuses.push((await attempt(last, user)).status);
    const [row] = await app.database.query<{ count: number }>(
      `SELECT coalesce(max("inARow"), 0) AS count FROM "PasswordGuesses" WHERE "accountKey" = encode(sha256($1::bytea), 'hex')`,
      [user.email],
    );
    const isOpen = (await last.send({ path: "/api/v1/me" })).status === 200;
    return { statuses, counted: row?.count ?? 0, isOpen };
  }

  it.each([
    ["callback/credentials", 10],
    ["callback/credentials/more", 10],
    ["callback/%63redentials", 10],
    ["./callback/credentials", 10],
    ["x/../callback/credentials", 10],
    ["/callback/credentials", 0],
    ["callback//credentials", 0],
    ["callback/credentials/", 0],
    ["Callback/credentials", 0],
    ["callback/Credentials", 0],
    ["callback/credentials;x=1", 0],
    ["callback/credentials%00", 0],
    ["callback/credentials%2f", 0],
    ["callback/credentials.json", 0],
    ["callback/credentials?nextauth=callback&nextauth=credentials", 0],
  ])("has none more evaluated at NextAuth's %s", async (spelling, evaluated) => {
    const outcome = await guess((visitor, attempt) => byNextAuth(visitor, `/api/auth/${spelling}`, attempt));
    expect([outcome.counted, outcome.isOpen]).toEqual([evaluated, false]);
    expect(outcome.statuses.filter((status) => status >= 500)).toEqual([]);
  });

  it.each(["/", "/signup", "/dashboard", "/verify", "/nowhere", "/api/auth/csrf"])(
    "has none more evaluated by the action, sent to %s",
    async (page) => {
      const outcome = await guess((visitor, attempt) => byAction(visitor, page, attempt));
      expect(outcome.counted).toBeLessThanOrEqual(10);
      expect(outcome.isOpen).toBe(false);
      expect(outcome.statuses.filter((status) => status >= 500)).toEqual([]);
    },
  );
});
