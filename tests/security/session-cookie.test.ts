import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { authTokenCookie, sessionCookie, sessionCookies } from "../support/cookie-names";
import { getPageData, openVisitor, parseSetCookie, signedIn, signIn } from "../support/form-client";
import { postToNextAuth, signInByNextAuth } from "../support/next-auth-client";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

describe("cookie attributes", () => {
  const weekSeconds = 7 * 86_400;

  function lifetimeSeconds(attributes: Map<string, string>): number {
    const maxAge = attributes.get("max-age");
    return maxAge === undefined
      ? (new Date(attributes.get("expires") ?? 0).getTime() - Date.now()) / 1000
      : Number(maxAge);
  }

  it.each(sessionCookies.flatMap((cookieName) => ["form", "nextauth"].map((way) => [cookieName, way] as const)))(
    "of %s on plain-http localhost: HttpOnly, Lax, the whole site, no domain, seven days (by %s)",
    async (cookieName, way) => {
      const visitor = openVisitor(app);
      const user = await seedUser(app.database);
      const lines: string[] = [];
      const send = visitor.send;
      visitor.send = async (outgoing) => {
        const answer = await send(outgoing);
        lines.push(...answer.setCookies);
        return answer;
      };
      await (way === "form" ? signIn(visitor, user) : signInByNextAuth(visitor, user));
      const cookie = lines
        .map(parseSetCookie)
        .filter(({ name, value }) => name === cookieName && value !== "")
        .at(-1);
      const { attributes } = cookie ?? parseSetCookie("");
      expect([
        attributes.has("httponly"),
        attributes.get("samesite")?.toLowerCase(),
        attributes.get("path"),
        attributes.has("domain"),
      ]).toEqual([true, "lax", "/", false]);
      expect(Math.abs(lifetimeSeconds(attributes) - weekSeconds)).toBeLessThan(60);
    },
  );

  it("on https: every cookie of every flow is Secure and bears the __Host- prefix", async () => {
    const https = await startApp({ beside: app, env: { NEXTAUTH_URL: "https://app.example.com" } });
    const user = await seedUser(app.database);
    const visitor = openVisitor(https);
    const lines: string[] = [];
    const send = visitor.send;
    visitor.send = async (outgoing) => {
      const headers = { ...outgoing.headers, "x-forwarded-proto": "https" };
      const answer = await send({ ...outgoing, headers });
      lines.push(...answer.setCookies);
      return answer;
    };
    await visitor.get("/signup");
    await visitor.submit(await visitor.get("/forgot-password"), { field: "email" }, { email: user.email });
    await visitor.get("/verify?token=unknown");
    await signInByNextAuth(visitor, user);
    await visitor.submit(await visitor.get("/dashboard"), { button: /sign out/i });
    await signIn(visitor, user);
    await visitor.submit(await visitor.get("/dashboard"), { button: /sign out/i });
    await https.stop();
    const names = new Set(lines.map((line) => parseSetCookie(line).name));
    expect([...names]).toEqual(
      expect.arrayContaining([
        `__Host-${sessionCookie}`,
        `__Host-${authTokenCookie}`,
        "__Host-mailed-address",
        "__Host-verify-link",
        "__Host-flash",
      ]),
    );
    for (const line of lines) {
      const { name, attributes } = parseSetCookie(line);
      expect(name, line).toMatch(/^__Host-/);
      expect(
        [attributes.has("secure"), attributes.has("httponly"), attributes.get("path"), attributes.has("domain")],
        line,
      ).toEqual([true, true, "/", false]);
      expect(attributes.get("samesite")?.toLowerCase(), line).toMatch(/^(lax|strict)$/);
    }
  });
});

describe("token in a body", () => {
  it.each(sessionCookies)("shows %s or the session's secret in no answer of any kind", async (cookieName) => {
    const { visitor } = await signedIn(app);
    const token = visitor.cookies.get(cookieName) ?? "";
    const { sid } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as { sid: string };
    app.mark(sid);
    for (const path of [
      "/",
      "/dashboard",
      "/settings",
      "/signin",
      "/api/auth/session",
      "/api/auth/csrf",
      "/api/auth/providers",
      "/api/v1/me",
    ]) {
      for (const answer of [await visitor.send({ path }), await getPageData(visitor, path)]) {
        const { text } = answer;
        expect(text.includes(token) || text.includes(sid) || /eyJ[\w-]+\.eyJ/.test(text), path).toBe(false);
      }
    }
  });
});

describe("absolute lifetime", () => {
  it("moves neither the row's end nor the cookie's by use", async () => {
    const { visitor, user } = await signedIn(app);
    const ends = async () =>
      await app.database.query<{ expires: Date }>(`SELECT expires FROM "Session" WHERE "userId" = $1`, [user.id]);
    const expOf = () =>
      (
        JSON.parse(
          Buffer.from((visitor.cookies.get(sessionCookie) ?? "").split(".")[1] ?? "", "base64url").toString(),
        ) as { exp: number }
      ).exp;
    const [before, exp] = [await ends(), expOf()];
    for (let round = 0; round < 5; round++) {
      const session = JSON.parse((await visitor.send({ path: "/api/auth/session" })).text) as { expires: string };
      expect(Math.abs(new Date(session.expires).getTime() / 1000 - exp)).toBeLessThanOrEqual(1);
      await visitor.get("/dashboard");
    }
    expect(await ends()).toEqual(before);
    expect(expOf()).toBe(exp);
  });
});

describe("update-trigger escalation", () => {
  it.each([
    { data: { role: "ADMIN" } },
    { data: { user: { role: "ADMIN", id: "other" } } },
    { role: "ADMIN", user: { role: "ADMIN" } },
    { trigger: "update", data: { sub: "other", sid: "other", role: "ADMIN" } },
  ])("keeps token and role against %j", async (fields) => {
    const { visitor, user } = await signedIn(app);
    const answer = await postToNextAuth(visitor, { endpoint: "session", fields, as: "json" });
    expect(answer.status).toBeLessThan(500);
    expect(JSON.parse((await visitor.send({ path: "/api/v1/me" })).text)).toMatchObject({ id: user.id, role: "USER" });
    expect(JSON.parse((await visitor.send({ path: "/api/auth/session" })).text)).toMatchObject({
      user: { id: user.id, role: "USER" },
    });
  });

  it("shows a changed role at once, for it comes from the database", async () => {
    const { visitor, user } = await signedIn(app);
    await app.database.query(`UPDATE "User" SET role = 'MODERATOR' WHERE id = $1`, [user.id]);
    expect(JSON.parse((await visitor.send({ path: "/api/v1/me" })).text)).toMatchObject({ role: "MODERATOR" });
    expect(JSON.parse((await visitor.send({ path: "/api/auth/session" })).text)).toMatchObject({
      user: { role: "MODERATOR" },
    });
  });
});
