import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readActions, callAction } from "../support/action-client";
import type { Variant } from "../support/app-build";
import { startApp, type App } from "../support/app-server";
import { openAsker } from "../support/askers";
import type { Answer } from "../support/exchange";
import { getPageData, openVisitor, type Visitor } from "../support/form-client";
import { learnProtectedContent, protectedPages } from "../support/protected-content";

const variants: Variant[] = ["production", "no-proxy"];

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

/** Ways to write a page's path that a proxy in front, the router and the file system may read differently. */
function spellingsOf(path: string): string[] {
  const [, first = "", ...rest] = path;
  const tail = rest.join("");
  const code = first.charCodeAt(0).toString(16);
  return [
    path,
    `/${path}`,
    `/.${path}`,
    `/x/..${path}`,
    `/%${code}${tail}`,
    `/%25${code}${tail}`,
    path.toUpperCase(),
    `/${first.toUpperCase()}${tail}`,
    `${path}/`,
    `${path}//`,
    `${path}/.`,
    `${path};x`,
    `${path}%00`,
    `${path}%2f`,
    `${path}%20`,
    `${path}%3f`,
    `\\${path.slice(1)}`,
    `${path}.rsc`,
    `${path}.json`,
    `${path}.txt`,
    `${path}.html`,
    `${path}.segments/_tree.segment.rsc`,
    `${path}.segments${path}/__PAGE__.segment.rsc`,
    `${path}/a.css`,
    `${path}/favicon.ico`,
    `${path}?_rsc=1`,
    `${path}?__nextDataReq=1`,
    `${path}?nxtPslug=x&nextInternalLocale=en`,
    `/_next/data/build${path}.json`,
    `/_next/..${path}`,
    `/_next/image?url=${encodeURIComponent(path)}&w=64&q=75`,
    `/api/..${path}`,
    `/(account)${path}`,
    `/settings/%2e%2e${path}`,
  ];
}

/** In full for one page of every signed-in person and one of a role; the others share the mechanism. */
const thoroughly = ["/dashboard", "/admin"];

/** The headers, written for another page than the one that they name. */
function aimedAt(headers: Record<string, string>, page: string): Record<string, string> {
  const name = page.slice(1);
  return Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, value.replaceAll("dashboard", name)]));
}

describe.each(variants)("guard bypass (%s build)", (variant) => {
  let app: App;
  let protectedIn: (answer: Answer) => boolean;
  let user: Visitor;

  beforeAll(async () => {
    app = await startApp({ variant });
    protectedIn = await learnProtectedContent(app);
    user = await openAsker(app, "USER");
  });

  afterAll(async () => {
    await app.stop();
  });

  async function expectNothing(visitor: Visitor, path: string, headers: Record<string, string>): Promise<void> {
    const asksForData = "rsc" in headers;
    const answer = await (asksForData ? getPageData(visitor, path, headers) : visitor.send({ path, headers }));
    const tried = `${path} ${JSON.stringify(headers)}`;
    expect(protectedIn(answer), tried).toBe(false);
    // The router's data answers 200 with where to go instead.
    if (asksForData || path.endsWith(".rsc")) expect(answer.status, tried).toBeLessThan(500);
    else expect([303, 307, 308, 400, 404], tried).toContain(answer.status);
  }

  it.each(protectedPages.flatMap(spellingsOf))("shows a stranger no protected byte at %s", async (path) => {
    const page = thoroughly.find((known) => spellingsOf(known).includes(path));
    for (const headers of page ? bypassHeaders : [{}, { rsc: "1" }]) {
      await expectNothing(openVisitor(app), path, aimedAt(headers, page ?? path));
    }
  });

  it.each(protectedPages)("shows a stranger no protected byte at %s, whatever the headers", async (path) => {
    for (const headers of bypassHeaders) await expectNothing(openVisitor(app), path, aimedAt(headers, path));
  });

  it.each(["/moderation", "/admin"])("shows a user no protected byte of %s", async (page) => {
    for (const headers of bypassHeaders) await expectNothing(user, page, aimedAt(headers, page));
    for (const path of spellingsOf(page).filter((spelling) => !spelling.startsWith("/settings")))
      for (const headers of [{}, { rsc: "1" }]) await expectNothing(user, path, headers);
  });

  it("sends a stranger to sign in, and says where they wanted to go", async () => {
    for (const path of protectedPages) {
      const answer = await openVisitor(app).send({ path });
      expect([303, 307]).toContain(answer.status);
      const returnTo = path === "/confirm" ? "/settings" : path;
      expect(answer.headers.location).toBe(`/signin?next=${encodeURIComponent(returnTo)}`);
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
      expect(Object.keys(JSON.parse(answer.text) as object)).toEqual(["error", "message"]);
    }
  });
});
