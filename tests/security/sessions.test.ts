import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments, readActions } from "../support/action-client";
import { seedUser, type SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { sessionCookie, sessionCookies } from "../support/cookie-names";
import { getPageData, mailedToken, newPassword, openVisitor, signedIn, type Visitor } from "../support/form-client";
import { postToNextAuth, signInByNextAuth } from "../support/next-auth-client";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

function copyOf(visitor: Visitor): Visitor {
  return openVisitor(app, { cookies: new Map(visitor.cookies) });
}

/** Where the cookie still opens something; empty when it is refused everywhere. */
async function whatOpens(visitor: Visitor, user: SeededUser): Promise<string[]> {
  const opened: string[] = [];
  for (const path of ["/dashboard", "/settings", "/settings/security"]) {
    for (const headers of [{}, { rsc: "1" }, { rsc: "1", "next-router-prefetch": "1" }]) {
      const asking = copyOf(visitor);
      const answer = await ("rsc" in headers ? getPageData(asking, path, headers) : asking.send({ path }));
      if (answer.text.includes(user.email) || answer.text.includes("Seeded Person"))
        opened.push(`${path} ${JSON.stringify(headers)}`);
      if (answer.setCookies.some((line) => line.startsWith(`${sessionCookie}=ey`)))
        opened.push(`a new cookie from ${path}`);
    }
  }
  const session = await copyOf(visitor).send({ path: "/api/auth/session" });
  if (session.text !== "{}") opened.push(`/api/auth/session: ${session.text}`);
  if (session.setCookies.some((line) => line.startsWith(`${sessionCookie}=ey`)))
    opened.push("a new cookie from /api/auth/session");
  const me = await copyOf(visitor).send({ path: "/api/v1/me" });
  if (me.status !== 401) opened.push(`/api/v1/me: ${me.status}`);
  const token = visitor.cookies.get(sessionCookie) ?? "";
  const bearer = await openVisitor(app).send({ path: "/api/v1/me", headers: { authorization: `Bearer ${token}` } });
  if (bearer.status !== 401) opened.push(`bearer: ${bearer.status}`);
  return opened;
}

/** By the form's own post, although the page shows no form to somebody who is signed in. */
async function signInOver(visitor: Visitor, { email, password }: SeededUser): Promise<void> {
  const fields: [string, string][] = [
    ["email", email],
    ["password", password],
    ["next", ""],
  ];
  await callAction(visitor, findAction("signinAction"), formArguments(fields));
}

describe("replay after sign-out", () => {
  it("opens everything before and nothing afterwards, by the page's button", async () => {
    const { visitor, user } = await signedIn(app);
    const thief = copyOf(visitor);
    expect((await whatOpens(thief, user)).length).toBeGreaterThan(5);
    const landed = await visitor.submit(await visitor.get("/dashboard"), { button: /sign out/i });
    expect(landed.path).toBe("/signin");
    for (const name of sessionCookies) expect(visitor.cookies.has(name)).toBe(false);
    expect(await whatOpens(thief, user)).toEqual([]);
  });

  it("opens nothing after NextAuth's own sign-out", async () => {
    const { visitor, user } = await signedIn(app);
    const thief = copyOf(visitor);
    await postToNextAuth(visitor, { endpoint: "signout", fields: {} });
    expect(await whatOpens(thief, user)).toEqual([]);
  });

  it("opens nothing once the row is past its end, although the token is not", async () => {
    const { visitor, user } = await signedIn(app);
    await app.database.query(
      `UPDATE "Session" SET "expires" = (now() AT TIME ZONE 'UTC') - interval '1 second' WHERE "userId" = $1`,
      [user.id],
    );
    await expect.poll(() => whatOpens(visitor, user), { timeout: 1_000 }).toEqual([]);
  });

  it("opens nothing once the person is gone", async () => {
    const { visitor, user } = await signedIn(app);
    await app.database.query(`DELETE FROM "User" WHERE id = $1`, [user.id]);
    await expect.poll(() => whatOpens(visitor, user), { timeout: 1_000 }).toEqual([]);
  });
});

describe("sessions that survive a reset", () => {
  it("ends every browser, and the copy that a thief holds, with the reset", async () => {
    const user = await seedUser(app.database);
    const browsers = [];
    for (let count = 0; count < 2; count++) browsers.push((await signedIn(app, user)).visitor);
    const byNextAuth = openVisitor(app);
    await signInByNextAuth(byNextAuth, user);
    const everywhere = [...browsers, byNextAuth, copyOf(browsers[0] ?? byNextAuth)];
    for (const visitor of everywhere) expect((await copyOf(visitor).send({ path: "/api/v1/me" })).status).toBe(200);
    const owner = openVisitor(app);
    await owner.submit(await owner.get("/forgot-password"), { field: "email" }, { email: user.email });
    const link = await mailedToken(app, user.email);
    await owner.submit(await owner.get(link.path), { field: "password" }, { password: newPassword(app) });
    for (const visitor of everywhere) expect(await whatOpens(visitor, user)).toEqual([]);
    const notice = await app.resend.waitForMail(user.email, { count: 2 });
    expect(notice.subject).toMatch(/password was changed/i);
  });
});

describe("fixation", () => {
  it("gives a new session at sign-in and never adopts a planted one", async () => {
    const attacker = await signedIn(app);
    const planted = attacker.visitor.cookies.get(sessionCookie) ?? "";
    const victim = openVisitor(app, { cookies: new Map([[sessionCookie, planted]]) });
    const user = await seedUser(app.database);
    await signInOver(victim, user);
    expect(victim.cookies.get(sessionCookie)).not.toBe(planted);
    const me = JSON.parse((await victim.send({ path: "/api/v1/me" })).text) as { id: string };
    expect(me.id).toBe(user.id);
    expect(await whatOpens(openVisitor(app, { cookies: new Map([[sessionCookie, planted]]) }), attacker.user)).toEqual(
      [],
    );
  });

  it.each(["form", "nextauth"])(
    "ends the session that the browser carried, when another person signs in over it by %s",
    async (way) => {
      const first = await signedIn(app);
      const second = await seedUser(app.database);
      const browser = copyOf(first.visitor);
      await (way === "form" ? signInOver(browser, second) : signInByNextAuth(browser, second));
      expect(JSON.parse((await browser.send({ path: "/api/v1/me" })).text)).toMatchObject({ id: second.id });
      expect(await whatOpens(first.visitor, first.user)).toEqual([]);
    },
  );

  it("holds a cookie that nobody signed for nothing", async () => {
    const { visitor, user } = await signedIn(app);
    const [header = "", payload = "", signature = ""] = (visitor.cookies.get(sessionCookie) ?? "").split(".");
    const none = Buffer.from('{"alg":"none","typ":"session+jwt"}').toString("base64url");
    const forged = [
      "",
      "x",
      "null",
      `${header}.${payload}.`,
      `${none}.${payload}.`,
      `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
      "%00",
    ];
    for (const value of forged) {
      expect(await whatOpens(openVisitor(app, { cookies: new Map([[sessionCookie, value]]) }), user)).toEqual([]);
    }
  });
});

describe("sign-out by somebody else", () => {
  it.each([
    ["GET of NextAuth's endpoint", { path: "/api/auth/signout" }],
    ["HEAD of NextAuth's endpoint", { method: "HEAD", path: "/api/auth/signout" }],
    [
      "POST without the anti-forgery token",
      { method: "POST", path: "/api/auth/signout", headers: { "content-type": "application/json" }, body: "{}" },
    ],
  ])("leaves the person signed in: %s", async (_, outgoing) => {
    const { visitor } = await signedIn(app);
    await copyOf(visitor).send(outgoing);
    expect((await visitor.send({ path: "/api/v1/me" })).status).toBe(200);
  });

  it("leaves the person signed in when a foreign page posts the sign-out action", async () => {
    const { visitor } = await signedIn(app);
    const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    const answer = await callAction(copyOf(visitor), findAction("signoutAction"), "[]", foreign);
    expect(answer.status).toBeLessThan(500);
    expect((await visitor.send({ path: "/api/v1/me" })).status).toBe(200);
  });
});

describe("actions with a dead session", () => {
  it("refuse every action that needs one, and none breaks", async () => {
    const { visitor, user } = await signedIn(app);
    const thief = copyOf(visitor);
    await visitor.submit(await visitor.get("/dashboard"), { button: /sign out/i });
    const before = await app.database.snapshot();
    for (const action of readActions()) {
      const answer = await callAction(copyOf(thief), action, "[{},null]");
      expect(answer.status, action.name).toBeLessThan(500);
      expect(answer.text, action.name).not.toContain(user.email);
    }
    expect(await app.database.snapshot()).toBe(before);
  });
});
