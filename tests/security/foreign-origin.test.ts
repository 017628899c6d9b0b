import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments, soleFormArgument } from "../support/action-client";
import { seedUser, type SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { sessionCookie } from "../support/cookie-names";
import { presentHeaders, type Answer } from "../support/exchange";
import {
  filledIn,
  formOn,
  linksHeldBy,
  newEmail,
  newPassword,
  openVisitor,
  signIn,
  type Visitor,
} from "../support/form-client";
import { multipart, type Part } from "../support/multipart";

let app: App;
let attacker: SeededUser;
let template: Visitor;

beforeAll(async () => {
  app = await startApp();
  attacker = await seedUser(app.database);
  template = await linksHeldBy(app, await seedUser(app.database));
});
afterAll(async () => {
  await app.stop();
});

/** What a foreign page can make the victim's browser say, by name. */
function foreignHeaders(): Record<string, Record<string, string | undefined>> {
  const { host, port } = new URL(app.origin);
  const evil = "https://evil.example";
  return {
    "a foreign origin": { origin: evil, "sec-fetch-site": "cross-site" },
    "a foreign origin alone": { origin: evil, "sec-fetch-site": undefined },
    "the origin of a sandbox": { origin: "null", "sec-fetch-site": "cross-site" },
    "the origin of a sandbox alone": { origin: "null", "sec-fetch-site": undefined },
    "an empty origin": { origin: "" },
    "a malformed origin": { origin: ":::" },
    "a malformed host in the origin": { origin: "http://[::1" },
    "another port": { origin: `http://localhost:${Number(port) + 1}` },
    "no port": { origin: "http://localhost" },
    "another scheme": { origin: `https://${host}` },
    "our name as a prefix": { origin: `http://${host}.evil.example` },
    "our name as user info": { origin: `http://${host}@evil.example` },
    "our name as a path": { origin: `https://evil.example/${app.origin}` },
    "two origins": { origin: `${app.origin}, ${evil}` },
    "a forwarded host that agrees with the foreign origin": { origin: evil, "x-forwarded-host": "evil.example" },
    "a forwarded host and no origin across sites": {
      origin: undefined,
      "sec-fetch-site": "cross-site",
      "x-forwarded-host": "evil.example",
    },
    "no origin from another site": { origin: undefined, "sec-fetch-site": "cross-site" },
    "no origin from a sister site": { origin: undefined, "sec-fetch-site": "same-site" },
  };
}

const corpus = [
  "a foreign origin",
  "a foreign origin alone",
  "the origin of a sandbox",
  "the origin of a sandbox alone",
  "an empty origin",
  "a malformed origin",
  "a malformed host in the origin",
  "another port",
  "no port",
  "another scheme",
  "our name as a prefix",
  "our name as user info",
  "our name as a path",
  "two origins",
  "a forwarded host that agrees with the foreign origin",
  "a forwarded host and no origin across sites",
  "no origin from another site",
  "no origin from a sister site",
];

/** The victim's browser: it holds a mailed link of each kind, and its own session. */
function victim(): Visitor {
  return openVisitor(app, { cookies: new Map(template.cookies) });
}

type Fields = [string, string][];

function mutations(): Record<
  string,
  { page: string; choice: { field?: string; button?: RegExp }; fields: Fields; action: string; anonymous?: true }
> {
  const credentials: Fields = [
    ["email", attacker.email],
    ["password", attacker.password],
  ];
  return {
    "sign in": {
      page: "/signin",
      choice: { field: "password" },
      fields: credentials,
      action: "signinAction",
      anonymous: true,
    },
    "sign up": {
      page: "/signup",
      choice: { field: "name" },
      fields: [
        ["name", "Mallory"],
        ["email", newEmail()],
        ["password", newPassword(app)],
      ],
      action: "signupAction",
      anonymous: true,
    },
    "forgot password": {
      page: "/forgot-password",
      choice: { field: "email" },
      fields: [["email", attacker.email]],
      action: "requestPasswordResetAction",
    },
    "reset password": {
      page: "/reset-password",
      choice: { field: "password" },
      fields: [["password", newPassword(app)]],
      action: "resetPasswordAction",
    },
    "confirm an address": {
      page: "/verify",
      choice: { button: /confirm/i },
      fields: [["intent", "confirm"]],
      action: "confirmEmailAction",
    },
    "sign out": { page: "/dashboard", choice: { button: /sign out/i }, fields: [], action: "signoutAction" },
  };
}

const mutationNames = ["sign in", "sign up", "forgot password", "reset password", "confirm an address", "sign out"];

function expectNothing(answer: Answer): void {
  expect(answer.status).toBeLessThan(500);
  expect(answer.setCookies.filter((line) => line.startsWith(sessionCookie))).toEqual([]);
}

describe.each(mutationNames)("cross-site request to %s", (name) => {
  it.each(corpus)("is refused as a form with %s", async (kind) => {
    const mutation = mutations()[name];
    const browser = victim();
    const page = await (mutation?.anonymous ? openVisitor(app) : browser).get(mutation?.page ?? "");
    const parts: Part[] = filledIn(
      formOn(page, mutation?.choice ?? {}),
      mutation?.choice ?? {},
      Object.fromEntries(mutation?.fields ?? []),
    );
    const { body, contentType } = multipart(parts);
    const before = await app.database.snapshot();
    const headers = presentHeaders({ origin: app.origin, "sec-fetch-site": "same-origin", ...foreignHeaders()[kind] });
    expectNothing(
      await browser.send({
        method: "POST",
        path: page.path,
        headers: { "content-type": contentType, ...headers },
        body,
      }),
    );
    expect(await app.database.snapshot()).toBe(before);
  });

  it.each(corpus)("is refused as an action with %s", async (kind) => {
    const mutation = mutations()[name];
    const before = await app.database.snapshot();
    const body = name === "sign out" ? "[]" : formArguments(mutation?.fields ?? []);
    expectNothing(await callAction(victim(), findAction(mutation?.action ?? ""), body, foreignHeaders()[kind] ?? {}));
    expect(await app.database.snapshot()).toBe(before);
  });
});

describe("login forgery through NextAuth", () => {
  it.each(["application/x-www-form-urlencoded", "text/plain", "multipart/form-data; boundary=x"])(
    "signs nobody in by a foreign %s post",
    async (contentType) => {
      const browser = openVisitor(app);
      const body = new URLSearchParams({ email: attacker.email, password: attacker.password, json: "true" }).toString();
      const headers = { "content-type": contentType, origin: "https://evil.example", "sec-fetch-site": "cross-site" };
      expectNothing(await browser.send({ method: "POST", path: "/api/auth/callback/credentials", headers, body }));
      expect((await browser.send({ path: "/api/v1/me" })).status).toBe(401);
    },
  );

  it("signs nobody in with an anti-forgery token of the attacker's own", async () => {
    const own = openVisitor(app);
    const { csrfToken } = JSON.parse((await own.send({ path: "/api/auth/csrf" })).text) as { csrfToken: string };
    const browser = openVisitor(app);
    const body = new URLSearchParams({
      csrfToken,
      email: attacker.email,
      password: attacker.password,
      json: "true",
    }).toString();
    const headers = { "content-type": "application/x-www-form-urlencoded", origin: "https://evil.example" };
    expectNothing(await browser.send({ method: "POST", path: "/api/auth/callback/credentials", headers, body }));
    expect((await browser.send({ path: "/api/v1/me" })).status).toBe(401);
  });
});

describe("theme by a foreign page", () => {
  it("sets no cookie", async () => {
    const answer = await callAction(openVisitor(app), findAction("setTheme"), soleFormArgument([["theme", "dark"]]), {
      origin: "https://evil.example",
      "sec-fetch-site": "cross-site",
    });
    expect(answer.status).toBeLessThan(500);
    expect(answer.setCookies).toEqual([]);
  });
});

describe("poisoned link host", () => {
  it("mails links of the configured origin alone, whatever the request says about the host", async () => {
    const poisons: Record<string, string>[] = [
      {},
      { host: "evil.example" },
      { "x-forwarded-host": "evil.example" },
      { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https", origin: "https://evil.example" },
      { "x-forwarded-proto": "http", "x-forwarded-port": "1" },
      { forwarded: "host=evil.example;proto=https" },
      { "x-original-url": "https://evil.example/", "x-rewrite-url": "https://evil.example/" },
      { "x-host": "evil.example", "x-forwarded-server": "evil.example" },
      { referer: "https://evil.example/forgot-password" },
    ];
    let mailed = 0;
    for (const headers of poisons) {
      const user = await seedUser(app.database);
      const visitor = openVisitor(app);
      const answer = await callAction(
        visitor,
        findAction("requestPasswordResetAction"),
        formArguments([["email", user.email]]),
        headers,
      );
      expect(answer.status, JSON.stringify(headers)).toBeLessThan(500);
      expect(JSON.stringify(answer.headers)).not.toContain("evil");
      const owed = await app.database.query(`SELECT id FROM "OutboxMail" WHERE recipient = $1`, [user.email]);
      if (owed.length === 0) continue;
      mailed += 1;
      const mail = await app.resend.waitForMail(user.email);
      const origins = [...`${mail.text} ${mail.html}`.matchAll(/https?:\/\/[^\s"'<>/]+/g)].map(([origin]) => origin);
      expect([...new Set(origins)]).toEqual([app.origin]);
    }
    expect(mailed).toBeGreaterThanOrEqual(1);
  });

  it("keeps a signed-in visitor's redirects on the configured origin", async () => {
    const visitor = openVisitor(app);
    await signIn(visitor, await seedUser(app.database));
    for (const headers of [
      { host: "evil.example" },
      { "x-forwarded-host": "evil.example", "x-forwarded-proto": "https" },
    ]) {
      for (const path of [
        "/dashboard",
        "/verify?token=x",
        "/api/auth/signin",
        "/api/auth/error?error=x",
        "/signin/",
        "/DASHBOARD/",
      ]) {
        const answer = await openVisitor(app).send({ path, headers });
        expect(answer.headers.location ?? "", path).not.toContain("evil");
      }
    }
  });
});
