import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readActions, callAction } from "../support/action-client";
import { seedUser, type SeededUser } from "../support/app-database";
import type { Variant } from "../support/app-build";
import { startApp, type App } from "../support/app-server";
import type { Answer } from "../support/exchange";
import { getPageData, openVisitor, signedIn } from "../support/form-client";
import { visibleText } from "../support/html-forms";

const variants: Variant[] = ["production", "no-proxy"];

const protectedPages = ["/dashboard", "/settings", "/settings/security"];

const bypassHeaders: Record<string, string>[] = [
  {},
  { "x-middleware-subrequest": "src/proxy:src/proxy:src/proxy:src/proxy:src/proxy" },
  { "x-middleware-subrequest": "proxy:proxy:proxy:proxy:proxy" },
  { "x-middleware-subrequest": "middleware:middleware:middleware:middleware:middleware" },
  { "x-middleware-subrequest": "pages/_middleware" },
  { "x-middleware-rewrite": "/dashboard", "x-middleware-next": "1" },
  { "x-middleware-override-headers": "cookie", "x-middleware-request-cookie": "next-auth.session-token=x" },
  { "x-nextjs-data": "1" },
  { "x-original-url": "/dashboard", "x-rewrite-url": "/dashboard" },
  { "x-matched-path": "/dashboard", "x-invoke-path": "/dashboard", "x-now-route-matches": "1=dashboard" },
  { "next-resume": "1" },
  { rsc: "1" },
  { rsc: "1", "next-router-prefetch": "1" },
  { rsc: "1", "next-router-prefetch": "1", "next-router-segment-prefetch": "/_tree" },
  { rsc: "1", "next-router-segment-prefetch": "/dashboard/__PAGE__" },
  {
    rsc: "1",
    "next-router-state-tree": encodeURIComponent(
      '["",{"children":["(account)",{"children":["dashboard",{"children":["__PAGE__",{}]}]}]}]',
    ),
  },
  { "x-latchkey-peer": "127.0.0.1", "x-nonce": "x", authorization: "Bearer x" },
];

const spellings = [
  "/dashboard",
  "//dashboard",
  "/./dashboard",
  "/x/../dashboard",
  "/%64ashboard",
  "/DASHBOARD",
  "/Dashboard",
  "/dashboard/",
  "/dashboard//",
  "/dashboard;x",
  "/dashboard%00",
  "/dashboard%2f",
  "/dashboard%20",
  "/dashboard.rsc",
  "/dashboard.json",
  "/dashboard.txt",
  "/dashboard.segments/_tree.segment.rsc",
  "/dashboard.segments/dashboard/__PAGE__.segment.rsc",
  "/dashboard/a.css",
  "/dashboard/favicon.ico",
  "/dashboard?_rsc=1",
  "/dashboard?__nextDataReq=1",
  "/dashboard?nxtPslug=x&nextInternalLocale=en",
  "/_next/data/build/dashboard.json",
  "/_next/../dashboard",
  "/api/../dashboard",
  "/(account)/dashboard",
  "/settings",
  "/settings/",
  "/settings/security",
  "/settings/security.rsc",
  "/settings/%2e%2e/dashboard",
  "/SETTINGS/security",
];

describe.each(variants)("guard bypass (%s build)", (variant) => {
  let app: App;
  let user: SeededUser;
  /** What only a signed-in person's page has. */
  let secrets: RegExp;

  beforeAll(async () => {
    app = await startApp({ variant });
    user = await seedUser(app.database);
    const { visitor } = await signedIn(app, user);
    const words = [user.email, user.id, "Seeded Person"];
    const headings: string[] = [];
    for (const path of protectedPages) {
      const page = await visitor.get(path);
      expect([page.status, page.path]).toEqual([200, path]);
      const heading = visibleText(/<h1[^>]*>([\s\S]*?)<\/h1>/.exec(page.text)?.[1] ?? "");
      expect(heading).not.toBe("");
      headings.push(heading);
    }
    secrets = new RegExp(
      [...words, ...headings.map((text) => `(<h1[^>]*>|"h1",null,{[^}]*"children":")${text}`)].join("|"),
    );
    for (const path of protectedPages) {
      const data = await getPageData(visitor, path);
      expect([data.status, protectedIn(data)], path).toEqual([200, true]);
    }
  });

  function protectedIn({ text }: Answer): boolean {
    return secrets.test(text.replaceAll('\\"', '"'));
  }

  afterAll(async () => {
    await app.stop();
  });

  it.each(spellings)("shows no protected byte at %s", async (path) => {
    for (const headers of bypassHeaders) {
      const ask =
        "rsc" in headers ? getPageData(openVisitor(app), path, headers) : openVisitor(app).send({ path, headers });
      const answer = await ask;
      expect(answer.status, JSON.stringify(headers)).toBeLessThan(500);
      expect(protectedIn(answer), JSON.stringify(headers)).toBe(false);
    }
  });

  it("sends a stranger to sign in, and says where they wanted to go", async () => {
    for (const path of protectedPages) {
      const answer = await openVisitor(app).send({ path });
      expect([303, 307]).toContain(answer.status);
      expect(answer.headers.location).toBe(`/signin?next=${encodeURIComponent(path)}`);
      expect(answer.headers["cache-control"]).toMatch(/no-store/);
    }
  });

  it("answers every action of a stranger without a protected byte", async () => {
    const before = await app.database.snapshot();
    for (const action of readActions(variant)) {
      for (const page of [action.page, "/dashboard", "/settings"]) {
        const answer = await callAction(openVisitor(app), { ...action, page }, "[{},null]");
        expect(answer.status, action.name).toBeLessThan(500);
        expect(protectedIn(answer), `${action.name} at ${page}`).toBe(false);
      }
    }
    expect(await app.database.snapshot()).toBe(before);
  });

  it("answers who-am-I with 401 in JSON, whatever is asked for", async () => {
    for (const headers of [
      {},
      { accept: "text/html" },
      { authorization: "Bearer" },
      { authorization: "Bearer %E0%A4%A" },
      { authorization: "x".repeat(8_000) },
    ]) {
      const answer = await openVisitor(app).send({ path: "/api/v1/me", headers });
      expect(answer.status).toBe(401);
      expect(answer.headers["content-type"]).toMatch(/^application\/json/);
      expect(Object.keys(JSON.parse(answer.text) as object)).toEqual(["error"]);
    }
  });
});
