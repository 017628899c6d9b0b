import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { endpoints } from "@/features/api/endpoints";
import { call, expectProblem, plantPersonalToken, signInApp, type Pair } from "../support/api-client";
import { passCaptcha } from "../support/captcha";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { authTokenCookie, sessionCookie } from "../support/cookie-names";
import { openVisitor, parseSetCookie, signedIn, newAddress } from "../support/form-client";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

describe("an app", () => {
  it("signs in, asks, refreshes and signs out, and each answer is what the document says", async () => {
    const user = await seedUser(app.database);
    const pair = await signInApp(app, user, "Ada's phone");
    const me = await call(app, "GET", "/me", { token: pair.accessToken });
    expect(endpoints.me.answer.parse(JSON.parse(me.text))).toMatchObject({ id: user.id, email: user.email });
    const refreshed = await call(app, "POST", "/token/refresh", { body: { refreshToken: pair.refreshToken } });
    const next = endpoints.refreshTokens.answer.parse(JSON.parse(refreshed.text));
    expect(next.refreshToken).not.toBe(pair.refreshToken);
    const list = await call(app, "GET", "/sessions", { token: next.accessToken });
    expect(endpoints.listSessions.answer.parse(JSON.parse(list.text)).sessions).toMatchObject([
      { kind: "APP", label: "Ada's phone", isCurrent: true },
    ]);
    expect((await call(app, "POST", "/sign-out", { token: next.accessToken })).status).toBe(204);
    for (const token of [pair.accessToken, next.accessToken])
      expectProblem(await call(app, "GET", "/me", { token }), 401, "unauthenticated");
    const replay = await call(app, "POST", "/token/refresh", { body: { refreshToken: next.refreshToken } });
    expectProblem(replay, 401, "invalid_refresh_token");
  });

  it("loses its whole session, access tokens too, when a used refresh token comes back", async () => {
    const user = await seedUser(app.database);
    const { refreshToken } = await signInApp(app, user);
    const refresh = async (token: string) =>
      await call(app, "POST", "/token/refresh", { body: { refreshToken: token } });
    const second = JSON.parse((await refresh(refreshToken)).text) as Pair;
    const third = JSON.parse((await refresh(second.refreshToken)).text) as Pair;
    expect((await call(app, "GET", "/me", { token: third.accessToken })).status).toBe(200);
    expectProblem(await refresh(refreshToken), 401, "invalid_refresh_token");
    expectProblem(await call(app, "GET", "/me", { token: third.accessToken }), 401, "unauthenticated");
    expectProblem(await refresh(third.refreshToken), 401, "invalid_refresh_token");
    expect((await app.resend.waitForMail(user.email)).subject).toMatch(/signed an app out/i);
  });

  it("gets one successor from fifty refreshes at one instant", async () => {
    const { refreshToken } = await signInApp(app, await seedUser(app.database));
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => call(app, "POST", "/token/refresh", { body: { refreshToken } })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array<number>(50).fill(200));
    expect(new Set(answers.map(({ text }) => (JSON.parse(text) as Pair).refreshToken)).size).toBe(1);
  });

  it("is counted with every other way to guess a password", async () => {
    const user = await seedUser(app.database);
    const guess = async () => {
      const captcha = await passCaptcha(app, "signin", newAddress());
      return await call(app, "POST", "/token", { body: { email: user.email, password: "a wrong one", captcha } });
    };
    for (let count = 0; count < 10; count++) expectProblem(await guess(), 401, "invalid_credentials");
    const limited = await guess();
    expectProblem(limited, 429, "limited");
    expect(Number(limited.headers["retry-after"])).toBeGreaterThan(0);
    const captcha = await passCaptcha(app, "signin", newAddress());
    const right = { email: user.email, password: user.password, captcha };
    expectProblem(await call(app, "POST", "/sign-in", { body: right }), 429, "limited");
  });
});

describe("the cookie auth_token", () => {
  it("signs a browser in by itself, is in no body, and ends whom the browser was before", async () => {
    const before = await signedIn(app);
    const browser = openVisitor(app, { cookies: new Map(before.visitor.cookies) });
    const user = await seedUser(app.database);
    const { email, password } = user;
    const headers = { origin: app.origin, "sec-fetch-site": "same-origin" };
    const answer = await call(app, "POST", "/sign-in", { body: { email, password }, headers, from: browser });
    expect(endpoints.signIn.answer.parse(JSON.parse(answer.text))).toMatchObject({ id: user.id });
    const cookie = answer.setCookies.map(parseSetCookie).find(({ name }) => name === authTokenCookie);
    expect(cookie?.value).toMatch(/^ey/);
    expect(answer.text).not.toContain(cookie?.value ?? "missing");
    expect(browser.cookies.has(sessionCookie)).toBe(false);
    expect((await browser.get("/dashboard")).text).toContain(email);
    expect((await before.visitor.send({ path: "/api/v1/me" })).status).toBe(401);
    expect((await call(app, "POST", "/sign-out", { headers, from: browser })).status).toBe(204);
    expect(browser.cookies.has(authTokenCookie)).toBe(false);
  });

  it("is not given to a foreign page, which may not sign anybody in or out", async () => {
    const { visitor, user } = await signedIn(app);
    const foreign = { origin: "https://evil.example", "sec-fetch-site": "cross-site" };
    const { email, password } = user;
    for (const headers of [foreign, { ...foreign, authorization: "Bearer none" }])
      expectProblem(await call(app, "POST", "/sign-in", { body: { email, password }, headers }), 403, "foreign_origin");
    for (const [method, path] of [
      ["POST", "/sign-out"],
      ["DELETE", "/sessions"],
      ["DELETE", `/sessions/${user.id}`],
    ] as const) {
      expectProblem(await call(app, method, path, { headers: foreign, from: visitor }), 403, "foreign_origin");
    }
    expect((await visitor.send({ path: "/api/v1/me" })).status).toBe(200);
  });
});

describe("an Authorization header", () => {
  it.each([
    "Bearer",
    "Bearer ",
    "Bearer %",
    "Bearer %E0%A4%A",
    "Bearer null",
    "Bearer a b",
    "Basic YWRhOnNlY3JldA==",
    `Bearer ${"x".repeat(8_000)}`,
  ])("that is %s is refused, also beside a good cookie", async (authorization) => {
    const { visitor } = await signedIn(app);
    for (const from of [openVisitor(app), visitor])
      expectProblem(await call(app, "GET", "/me", { headers: { authorization }, from }), 401, "unauthenticated");
  });

  it("of 64 kB, or there twice, breaks nothing", async () => {
    const { accessToken } = await signInApp(app, await seedUser(app.database));
    // Node answers 431 and closes: a client that is still writing by then sees its connection reset instead.
    const huge = await call(app, "GET", "/me", { headers: { authorization: `Bearer ${"x".repeat(65_536)}` } }).then(
      ({ status }) => status,
      (error: unknown) => (error as NodeJS.ErrnoException).code,
    );
    expect([400, 401, 431, "ECONNRESET", "EPIPE"]).toContain(huge);
    expect((await call(app, "GET", "/me", { token: accessToken })).status).toBe(200);
    const twice = await openVisitor(app).send({
      path: "/api/v1/me",
      headers: { authorization: [`Bearer ${accessToken}`, "Bearer other"] as never },
    });
    expect([200, 400, 401]).toContain(twice.status);
  });

  it("may spell its scheme in any case, and is the only place for a token", async () => {
    const { accessToken } = await signInApp(app, await seedUser(app.database));
    for (const scheme of ["bearer", "BEARER"])
      expect((await call(app, "GET", "/me", { headers: { authorization: `${scheme} ${accessToken}` } })).status).toBe(
        200,
      );
    for (const name of ["token", "access_token", "authorization", "bearer"])
      expectProblem(await call(app, "GET", `/me?${name}=${accessToken}`), 401, "unauthenticated");
  });
});

describe("a personal access token", () => {
  const calls = [
    ["GET", "/me", "account:read"],
    ["GET", "/sessions", "sessions:read"],
    ["DELETE", "/sessions", "sessions:write"],
    ["DELETE", "/sessions/none", "sessions:write"],
  ] as const;

  it.each(["account:read", "sessions:read", "sessions:write"])(
    "with %s alone may do that and nothing else",
    async (scope) => {
      const token = await plantPersonalToken(app, await seedUser(app.database), [scope]);
      for (const [method, path, needed] of calls) {
        const answer = await call(app, method, path, { token });
        if (needed === scope) expect([200, 404], `${method} ${path}`).toContain(answer.status);
        else expectProblem(answer, 403, "insufficient_scope");
      }
    },
  );

  it("opens no page, no action's page and no session of NextAuth", async () => {
    const user = await seedUser(app.database);
    const token = await plantPersonalToken(app, user, ["account:read", "sessions:read", "sessions:write"]);
    const headers = { authorization: `Bearer ${token}` };
    for (const path of ["/dashboard", "/settings/tokens", "/api/auth/session"])
      expect((await openVisitor(app).send({ path, headers })).text).not.toContain(user.email);
    for (const name of [sessionCookie, authTokenCookie]) {
      const cookies = new Map([[name, token]]);
      expect((await openVisitor(app, { cookies }).send({ path: "/api/v1/me" })).status).toBe(401);
    }
  });

  it("ends itself by signing out", async () => {
    const token = await plantPersonalToken(app, await seedUser(app.database), ["account:read"]);
    expect((await call(app, "POST", "/sign-out", { token })).status).toBe(204);
    expectProblem(await call(app, "GET", "/me", { token }), 401, "unauthenticated");
  });
});
