import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments } from "../support/action-client";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { filledIn, formOn, linksHeldBy, newPassword, newPerson, openVisitor } from "../support/form-client";
import { multipart } from "../support/multipart";
import { untilOneHolds } from "../support/pace";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(async () => {
  await app.stop();
});

const pages = [
  "/",
  "/signup",
  "/signup/check-mail",
  "/signin",
  "/verify",
  "/forgot-password",
  "/forgot-password/check-mail",
  "/reset-password",
  "/dashboard",
  "/settings",
  "/settings/security",
];
const routes = [
  "/verify/open",
  "/reset-password/open",
  "/api/v1/me",
  "/api/auth/session",
  "/api/auth/csrf",
  "/api/auth/providers",
];

describe("methods", () => {
  it.each(["PUT", "DELETE", "PATCH", "OPTIONS", "PROPFIND", "HEAD", "POST"])(
    "%s changes nothing and breaks nothing anywhere",
    async (method) => {
      const holder = await linksHeldBy(app, await seedUser(app.database));
      const before = await app.database.snapshot();
      for (const path of [...pages, ...routes, "/api/auth/signout", "/api/auth/callback/credentials", "/nowhere"]) {
        const visitor = openVisitor(app, { cookies: new Map(holder.cookies) });
        const headers =
          method === "POST" ? { "content-type": "application/json", origin: app.origin } : { origin: app.origin };
        const answer = await visitor.send({ method, path, headers, ...(method === "HEAD" ? {} : { body: "{}" }) });
        expect(answer.status, `${method} ${path}`).toBeLessThan(500);
      }
      expect(await app.database.snapshot()).toBe(before);
    },
  );

  it("TRACE echoes nothing and breaks nothing", async () => {
    const headers = { cookie: "next-auth.session-token=echoed", "x-echo": "echoed" };
    for (const path of [...pages, ...routes]) {
      const answer = await openVisitor(app).send({ method: "TRACE", path, headers });
      expect(answer.status, path).toBeLessThan(500);
      expect(answer.text + JSON.stringify(answer.headers)).not.toContain("echoed");
    }
  });

  it.each([
    "foo://evil.example",
    "foo://evil.example?next=1",
    "*",
    "evil.example",
    "http://evil.example:99999/",
    "http://[bad/",
    "http://%/signin",
    "//evil.example/",
  ])("the target %s breaks nothing and leads nobody off the site", async (path) => {
    for (const method of ["GET", "POST", "OPTIONS", "TRACE"]) {
      const { status, headers } = await openVisitor(app).send({ method, path });
      expect(status, method).toBeLessThan(500);
      expect(new URL(headers.location ?? "/", `${app.origin}/signin`).origin, method).toBe(app.origin);
    }
  });

  it("an upgrade is answered as if it had not been asked for, and its connection ends with its client's", async () => {
    for (const [path, status] of [
      ["/nowhere", 404],
      ["/signin", 200],
      ["/_next/webpack-hmr", 404],
    ] as const) {
      const socket = connect(app.port, "127.0.0.1");
      const { host } = new URL(app.origin);
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`);
      const [answer] = (await once(socket, "data")) as [Buffer];
      expect(answer.toString(), path).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
      socket.resume().end();
      await once(socket, "close");
    }
  });

  it("GET of anything changes nothing", async () => {
    const holder = await linksHeldBy(app, await seedUser(app.database));
    const before = await app.database.snapshot();
    for (const path of [
      ...pages,
      ...routes,
      "/api/auth/signout",
      "/api/auth/signin",
      "/api/auth/error",
      "/api/auth/callback/credentials",
    ]) {
      const answer = await openVisitor(app, { cookies: new Map(holder.cookies) }).send({ path });
      expect(answer.status, path).toBeLessThan(500);
    }
    expect(await app.database.snapshot()).toBe(before);
  });
});

describe("the same mutation without the browser's preflight", () => {
  it.each([
    "text/plain",
    "application/json",
    "application/x-www-form-urlencoded",
    "application/octet-stream",
    "",
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "a/b; charset=nonsense",
  ])("is refused as %j, and nothing breaks", async (contentType) => {
    const before = await app.database.snapshot();
    const person = newPerson(app);
    const bodies = [
      JSON.stringify([{}, person]),
      new URLSearchParams({ ...person, $ACTION_REF_1: "" }).toString(),
      "--x--",
      "\u0000",
    ];
    for (const body of bodies) {
      for (const headers of [{}, { "next-action": findAction("signupAction").id }]) {
        const answer = await openVisitor(app).send({
          method: "POST",
          path: "/signup",
          headers: { "content-type": contentType, origin: app.origin, ...headers },
          body,
        });
        expect(answer.status, body.slice(0, 40)).toBeLessThan(500);
      }
    }
    expect(await app.database.snapshot()).toBe(before);
  });
});

describe("big and odd requests", () => {
  it.each([
    [
      "a body of five megabytes",
      {
        method: "POST",
        path: "/signup",
        headers: { "content-type": "multipart/form-data; boundary=x" },
        body: "x".repeat(5_000_000),
      },
    ],
    [
      "five megabytes of JSON to NextAuth",
      {
        method: "POST",
        path: "/api/auth/callback/credentials",
        headers: { "content-type": "application/json" },
        body: `{"email":"${"x".repeat(5_000_000)}"}`,
      },
    ],
    ["ten kilobytes of query", { path: `/signin?next=${"x".repeat(10_000)}` }],
    [
      "a cookie of twelve kilobytes",
      { path: "/dashboard", headers: { cookie: `next-auth.session-token=${"x".repeat(12_000)}` } },
    ],
    [
      "a cookie of ten thousand names",
      {
        path: "/dashboard",
        headers: { cookie: Array.from({ length: 1_500 }, (_, index) => `c${index}=1`).join("; ") },
      },
    ],
    ["a broken percent sign", { path: "/%E0%A4%A" }],
    ["a null in the path", { path: "/dashboard%00" }],
    [
      "a cookie that is no cookie",
      {
        path: "/dashboard",
        headers: { cookie: "=;;=;next-auth.session-token;%%%=%E0%A4%A; flash=__proto__; theme=constructor" },
      },
    ],
  ])("answers %s below 500 and soon", async (_, outgoing) => {
    const send = async () => {
      const answer = await openVisitor(app)
        .send(outgoing)
        .catch((error: unknown) => ({ status: 400, ms: 0, text: String(error) }));
      expect(answer.status).toBeLessThan(500);
      return answer.ms;
    };
    expect(await untilOneHolds(send, (ms) => ms < 2_000)).toBeLessThan(2_000);
    expect((await openVisitor(app).send({ path: "/signin" })).status).toBe(200);
  });
});

describe("a path whose percent signs make no text", () => {
  it.each([
    ["GET", "/u/%"],
    ["GET", "/u/%ED%A0%80"],
    ["GET", "/posts/%"],
    ["GET", "/admin/users/%ff"],
    ["GET", "/api/v1/sessions/%"],
    ["GET", "/api/auth/%"],
    ["GET", "/api/auth/signin/%ff"],
    ["GET", "/api/posts/%ff/cover"],
    ["GET", "//%"],
    ["HEAD", "/u/%ff"],
    ["POST", "/api/auth/callback/%ff"],
    ["POST", "/api/auth/%"],
    ["POST", "/api/v1/sessions/%ff"],
    ["DELETE", "/api/v1/sessions/%"],
    ["TRACE", "/u/%"],
  ])("is refused in a sentence, and nothing is logged: %s %s", async (method, path) => {
    const printed = app.output();
    const body = method === "POST" ? "x".repeat(200_000) : "";
    const answer = await openVisitor(app).send({ method, path, headers: { origin: app.origin }, body });
    expect(answer.status).toBe(400);
    expect(answer.headers["content-type"]).toBe("text/plain; charset=utf-8");
    expect(answer.headers["x-content-type-options"]).toBe("nosniff");
    expect(answer.headers["strict-transport-security"]).toBeDefined();
    expect(answer.headers["cache-control"]).toBe("no-store");
    expect(app.output()).toBe(printed);
  });

  it.each(["/u/%25", "/u/%25ff", "/posts/%25ff", "/api/v1/sessions/%25ff", "/api/auth/%25ff", "/u/%00"])(
    "is not one in which a percent sign is spelt out, and that breaks nothing: %s",
    async (path) => {
      for (const method of ["GET", "POST", "DELETE"]) {
        const { status } = await openVisitor(app).send({ method, path, headers: { origin: app.origin } });
        expect(status, method).toBeLessThan(500);
      }
    },
  );
});

describe("a form from an older build", () => {
  it("is answered below 500 and in words where scripts are off", async () => {
    const visitor = openVisitor(app);
    const page = await visitor.get("/signin");
    const fields = { email: "ada@example.com", password: newPassword(app) };
    const known = findAction("signinAction").id;
    const unknown = known.replace(/.{8}$/, "00000000");
    const parts = filledIn(formOn(page, { field: "password" }), {}, fields).map(([name, value]): [string, string] => [
      name.replace(known, unknown),
      String(value).replace(known, unknown),
    ]);
    const { body, contentType } = multipart(parts);
    const answer = await visitor.send({
      method: "POST",
      path: "/signin",
      headers: { "content-type": contentType, origin: app.origin },
      body,
    });
    expect(answer.status).toBeLessThan(500);
    expect(answer.text).toMatch(/\w+ \w+/);
  });

  it("is answered below 500 where scripts are on", async () => {
    const action = { ...findAction("signinAction"), id: findAction("signinAction").id.replace(/.{8}$/, "00000000") };
    const answer = await callAction(openVisitor(app), action, formArguments([["email", "a@example.com"]]));
    expect(answer.status).toBeLessThan(500);
  });

  it.each([
    "null",
    "[]",
    '["x"]',
    '[{"message":"<b>planted</b>","values":{"email":"x"}}]',
    "[",
    '["$K1"]',
    '[{"fieldErrors":null,"values":null}]',
    '[{"fieldErrors":{"email":{"a":1}},"values":{"email":{"$$typeof":1}}}]',
  ])("does not break on the altered state %s that the form carries", async (state) => {
    const visitor = openVisitor(app);
    const page = await visitor.get("/signin");
    const parts = filledIn(formOn(page, { field: "password" }), {}, {}).map(([name, value]): [string, string] =>
      /^\$ACTION_\d+:1$/.test(name) ? [name, state] : [name, String(value)],
    );
    const { body, contentType } = multipart(parts);
    const headers = { "content-type": contentType, origin: app.origin };
    const answer = await visitor.send({ method: "POST", path: "/signin", headers, body });
    expect(answer.status).toBeLessThan(500);
    expect(answer.text).not.toContain("<b>planted</b>");
  });
});
