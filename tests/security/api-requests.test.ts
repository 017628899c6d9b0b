import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenHash } from "@/core/token-hash";
import { endpoints } from "@/features/api/endpoints";
import { problemSchema } from "@/features/api/problems";
import { call, expectProblem, json, plantPersonalToken, signInApp } from "../support/api-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { openVisitor, signedIn } from "../support/form-client";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

describe("sessions over the API", () => {
  it("show nothing of a secret, and end one, or all the others", async () => {
    const user = await seedUser(app.database);
    const [first, second] = [await signInApp(app, user), await signInApp(app, user)];
    await signedIn(app, user);
    const answer = await call(app, "GET", "/sessions", { token: first.accessToken });
    const { sessions } = endpoints.listSessions.answer.strict().parse(JSON.parse(answer.text));
    expect(sessions).toHaveLength(3);
    expect(Object.keys(sessions[0] ?? {}).sort()).toEqual(
      ["createdAt", "expiresAt", "id", "isCurrent", "kind", "label", "lastSeenAt", "place"].sort(),
    );
    const other = sessions.find(({ kind, isCurrent }) => kind === "APP" && !isCurrent);
    expect((await call(app, "DELETE", `/sessions/${other?.id}`, { token: first.accessToken })).status).toBe(204);
    expectProblem(await call(app, "GET", "/me", { token: second.accessToken }), 401, "unauthenticated");
    const rest = await call(app, "DELETE", "/sessions", { token: first.accessToken });
    expect(endpoints.endOtherSessions.answer.parse(JSON.parse(rest.text))).toEqual({ ended: 1 });
    expect((await call(app, "GET", "/me", { token: first.accessToken })).status).toBe(200);
  });

  it("of somebody else are as unknown as those that never were", async () => {
    const victim = await seedUser(app.database);
    await signInApp(app, victim);
    const [row] = await app.database.query<{ id: string; sessionToken: string }>(
      `SELECT id, "sessionToken" FROM "Session" WHERE "userId" = $1`,
      [victim.id],
    );
    const { accessToken: token } = await signInApp(app, await seedUser(app.database));
    const before = await app.database.snapshot();
    const answers = [];
    for (const id of [row?.id, row?.sessionToken, "0", "00000000-0000-0000-0000-000000000000", "%00", "a'--"])
      answers.push(await call(app, "DELETE", `/sessions/${id}`, { token }));
    for (const answer of answers) expectProblem(answer, 404, "not_found");
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(await app.database.snapshot()).toBe(before);
  });
});

describe("a body", () => {
  it.each([
    ["no JSON", "email=a", 400, "bad_request"],
    ["half of it", '{"email":', 400, "bad_request"],
    ["nothing", "", 400, "bad_request"],
    ["null", "null", 400, "invalid_input"],
    ["a list", "[]", 400, "invalid_input"],
    ["objects in place of text", '{"email":{"contains":"@"},"password":{"not":""}}', 400, "invalid_input"],
    ["a prototype", '{"__proto__":{"email":"a@b.example"}}', 400, "invalid_input"],
    ["a depth of a hundred thousand", "[".repeat(8_000) + "]".repeat(8_000), 400, "invalid_input"],
    ["more than it may have", JSON.stringify({ email: "a@b.example", password: "x".repeat(20_000) }), 413, "too_large"],
  ] as const)("with %s is refused in words, and changes nothing", async (_, body, status, code) => {
    const before = await app.database.snapshot();
    for (const path of ["/token", "/token/refresh", "/sign-in"])
      expectProblem(await call(app, "POST", path, { body, headers: json }), status, code);
    expect(await app.database.snapshot()).toBe(before);
  });

  it("of another type is refused by its name", async () => {
    for (const type of [
      "text/plain",
      "application/x-www-form-urlencoded",
      "multipart/form-data",
      "application/jsonp",
      "",
    ])
      expectProblem(
        await call(app, "POST", "/token", { body: "{}", headers: { "content-type": type } }),
        415,
        "unsupported_media_type",
      );
  });

  it("says which field is wrong, and never repeats it", async () => {
    const answer = await call(app, "POST", "/token", { body: { email: "not<b>an address", password: "" } });
    expectProblem(answer, 400, "invalid_input");
    const { fields } = problemSchema.parse(JSON.parse(answer.text));
    expect(Object.keys(fields ?? {})).toContain("email");
    expect(answer.text).not.toContain("<b>");
  });
});

describe("methods that are not there", () => {
  it("are refused on every path, and change nothing", async () => {
    const { visitor } = await signedIn(app);
    const before = await app.database.snapshot();
    for (const path of ["/me", "/token", "/token/refresh", "/sign-in", "/sign-out", "/sessions", "/sessions/x"]) {
      for (const method of ["PUT", "PATCH"])
        expect((await call(app, method, path, { from: visitor, headers: { origin: app.origin } })).status).toBe(405);
    }
    for (const path of ["/token", "/token/refresh", "/sign-in", "/sign-out"])
      expect((await call(app, "GET", path, { from: visitor })).status).toBe(405);
    expect(await app.database.snapshot()).toBe(before);
  });
});

describe("with the database away", () => {
  it("every call says so with a time to come back, and nothing of what is behind it", async () => {
    const user = await seedUser(app.database);
    const { accessToken: token, refreshToken } = await signInApp(app, user);
    await app.database.setAway(true);
    const { email, password } = user;
    const answers = [
      await call(app, "GET", "/sessions", { token }),
      await call(app, "POST", "/token", { body: { email, password } }),
      await call(app, "POST", "/token/refresh", { body: { refreshToken } }),
      await call(app, "POST", "/sign-out", { token }),
    ];
    await app.database.setAway(false);
    for (const answer of answers) {
      expectProblem(answer, 503, "unavailable");
      expect(Number(answer.headers["retry-after"])).toBeGreaterThan(0);
      expect(answer.text).not.toMatch(/prisma|postgres|ECONN|127\.0\.0\.1/i);
    }
  });
});

describe("what the API says of itself", () => {
  it("is a document in OpenAPI 3.1 that names every call", async () => {
    const answer = await openVisitor(app).send({ path: "/api/v1/openapi.json" });
    const document = JSON.parse(answer.text) as {
      openapi: string;
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    expect(document.openapi).toBe("3.1.0");
    const named = Object.values(document.paths).flatMap((path) =>
      Object.values(path).map(({ operationId }) => operationId),
    );
    expect(named.sort()).toEqual(Object.keys(endpoints).sort());
  });

  it("is a page that shows every path", async () => {
    const page = await openVisitor(app).get("/api-docs");
    expect(page.status).toBe(200);
    for (const { path } of Object.values(endpoints)) expect(page.shown).toContain(path);
  });

  it("has public keys that hold nothing private", async () => {
    const answer = await openVisitor(app).send({ path: "/.well-known/jwks.json" });
    const { keys } = JSON.parse(answer.text) as { keys: Record<string, unknown>[] };
    expect(keys).toHaveLength(1);
    expect(Object.keys(keys[0] ?? {}).sort()).toEqual(["alg", "crv", "kid", "kty", "use", "x"]);
  });
});

describe("a dump of the database", () => {
  it("holds no token that opens anything", async () => {
    const user = await seedUser(app.database);
    const pair = await signInApp(app, user);
    await call(app, "POST", "/token/refresh", { body: { refreshToken: pair.refreshToken } });
    const personal = await plantPersonalToken(app, user, ["account:read"]);
    const rows = await app.database.query<{ all: string }>(
      `SELECT (SELECT string_agg(s::text, ' ') FROM "Session" s) || (SELECT string_agg(r::text, ' ') FROM "RefreshToken" r) AS all`,
    );
    const dump = rows[0]?.all ?? "";
    expect(dump).toContain(tokenHash(personal));
    for (const token of [pair.refreshToken, personal, pair.accessToken]) expect(dump).not.toContain(token);
    const hashes = dump.match(/\b[0-9a-f]{64}\b/g) ?? [];
    for (const stolen of hashes.slice(0, 20))
      expect((await call(app, "GET", "/me", { token: stolen })).status).toBe(401);
  });
});
