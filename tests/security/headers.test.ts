import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import type { Answer } from "../support/exchange";
import { getPageData, linksHeldBy, openVisitor, type Visitor } from "../support/form-client";

let app: App;
let member: Visitor;
beforeAll(async () => {
  app = await startApp();
  member = await linksHeldBy(app, await seedUser(app.database));
});
afterAll(async () => {
  await app.stop();
});

const publicPages = [
  "/",
  "/signup",
  "/signup/check-mail",
  "/signin",
  "/forgot-password",
  "/forgot-password/check-mail",
];
const tokenPages = [
  "/verify",
  "/reset-password",
  "/verify?token=x",
  "/reset-password?token=x",
  "/verify/open",
  "/reset-password/open",
];
const privatePages = ["/dashboard", "/settings", "/settings/security"];
const endpoints = [
  "/api/v1/me",
  "/api/auth/session",
  "/api/auth/csrf",
  "/api/auth/providers",
  "/api/auth/signin",
  "/api/auth/error?error=x",
  "/api/auth/nowhere",
];
const everything = [
  ...publicPages,
  ...tokenPages,
  ...privatePages,
  ...endpoints,
  "/nowhere",
  "/icon.svg",
  "/_next/static/nowhere.js",
  "/api/nowhere",
];

function ask(visitor: Visitor, path: string, headers: Record<string, string>): Promise<Answer> {
  return "rsc" in headers ? getPageData(visitor, path, headers) : visitor.send({ path, headers });
}

function asMember(path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return ask(openVisitor(app, { cookies: new Map(member.cookies) }), path, headers);
}

function expectHardened({ headers }: Answer): void {
  expect(headers["strict-transport-security"]).toMatch(/max-age=(31536000|63072000); includeSubDomains/);
  expect(headers["x-content-type-options"]).toBe("nosniff");
  expect(headers["x-frame-options"]).toBe("DENY");
  expect(headers["referrer-policy"]).toMatch(/^(no-referrer|same-origin|strict-origin-when-cross-origin)$/);
  expect(headers["cross-origin-opener-policy"]).toBe("same-origin");
  expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
  expect(headers["permissions-policy"]).toMatch(/camera=\(\)/);
  expect(headers["x-powered-by"]).toBeUndefined();
  expect(headers["access-control-allow-origin"]).toBeUndefined();
  expect(headers.server).toBeUndefined();
}

describe("header audit", () => {
  it.each(everything)("%s bears every protective header, signed in or not", async (path) => {
    expectHardened(await openVisitor(app).send({ path }));
    expectHardened(await asMember(path));
    expectHardened(await openVisitor(app).send({ path, method: "HEAD" }));
  });

  it("and so does every asset that the pages load", async () => {
    const { text } = await openVisitor(app).send({ path: "/signin" });
    const assets = [...new Set([...text.matchAll(/\/_next\/static\/[^"'\\ )]+/g)].map(([asset]) => asset))];
    expect(assets.length).toBeGreaterThan(2);
    for (const path of assets) expectHardened(await openVisitor(app).send({ path }));
  });
});

describe("content security policy", () => {
  it.each([...publicPages, ...privatePages, "/verify", "/reset-password", "/nowhere"])(
    "%s runs no script without its nonce",
    async (path) => {
      const answers = [await asMember(path), await asMember(path)];
      const nonces = answers.map(({ headers, text }) => {
        const policy = new Map(
          String(headers["content-security-policy"])
            .split(";")
            .map((directive) => directive.trim().split(/\s+/))
            .map(([name = "", ...values]) => [name, values]),
        );
        const scripts = policy.get("script-src") ?? [];
        const nonce = /^'nonce-(.{20,})'$/.exec(scripts.find((value) => value.startsWith("'nonce-")) ?? "")?.[1] ?? "";
        expect(nonce).not.toBe("");
        expect(scripts.filter((value) => /unsafe|^\*|^https?:|^data:/.test(value))).toEqual([]);
        for (const name of ["default-src", "object-src", "base-uri", "frame-ancestors"])
          expect(policy.get(name)).toEqual(["'none'"]);
        expect(policy.get("form-action")).toEqual(["'self'"]);
        const tags = [...text.matchAll(/<script\b([^>]*)>/g)].map(([, attributes = ""]) => attributes);
        expect(tags.filter((attributes) => !attributes.includes(`nonce="${nonce}"`))).toEqual([]);
        expect(text).not.toMatch(/<[a-z][^>]*\son[a-z]+=/i);
        return nonce;
      });
      expect(new Set(nonces).size).toBe(2);
    },
  );
});

describe("shared caches", () => {
  it.each([...privatePages, ...tokenPages, "/api/v1/me", "/api/auth/session", "/api/auth/csrf"])(
    "%s is never stored, in any form of it",
    async (path) => {
      for (const headers of [{}, { rsc: "1" }, { rsc: "1", "next-router-prefetch": "1" }, { "x-nextjs-data": "1" }]) {
        for (const answer of [await asMember(path, headers), await ask(openVisitor(app), path, headers)]) {
          expect(String(answer.headers["cache-control"]), JSON.stringify(headers)).toMatch(/no-store/);
          expect(answer.headers["cache-control"]).not.toMatch(/public|s-maxage/);
        }
      }
    },
  );

  it.each([...publicPages, "/nowhere"])("%s is not shared between people", async (path) => {
    expect((await openVisitor(app).send({ path })).headers["cache-control"]).not.toMatch(/public|s-maxage/);
  });

  it.each([
    "/dashboard/a.css",
    "/dashboard/x.js",
    "/settings/a.png",
    "/settings/security/x.css",
    "/api/v1/me/a.css",
    "/api/v1/me.css",
  ])("%s shows nothing private that a cache might take for an asset", async (path) => {
    const answer = await asMember(path);
    expect(answer.status).toBeGreaterThanOrEqual(300);
    expect(answer.text).not.toMatch(/Seeded Person/);
  });

  it("keeps token pages silent towards other sites", async () => {
    for (const path of tokenPages) {
      const { status, headers } = await asMember(path);
      // On the page itself the token is out of the address, and a form post needs its Origin, which `no-referrer` would take away.
      expect(headers["referrer-policy"]).toBe(status === 200 ? "same-origin" : "no-referrer");
    }
  });
});
