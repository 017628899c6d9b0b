import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { accessTable, type Access } from "@/auth/access-table";
import { callAction, findAction, formArguments, readActions, redirectOf } from "../support/action-client";
import { seededName, seedUser } from "../support/app-database";
import type { Variant } from "../support/app-build";
import { startApp, type App } from "../support/app-server";
import {
  askers,
  openAsker,
  pageOf,
  seedRole,
  seedStranger,
  setRole,
  verdictOf,
  type Asker,
  type Stranger,
} from "../support/askers";
import type { Answer } from "../support/exchange";
import { getPageData, openVisitor, signedIn, type Visitor } from "../support/form-client";
import { learnProtectedContent, type HoldsProtected } from "../support/protected-content";

const variants: Variant[] = ["production", "no-proxy"];

const pages = Object.entries(accessTable.pages) as [string, Access][];
const handlers = Object.entries(accessTable.handlers) as [string, Access][];
const reads = handlers.filter(([line]) => line.startsWith("GET "));
const changes = handlers.filter(([line, access]) => !line.startsWith("GET ") && access !== "public");
const actions = (Object.entries(accessTable.actions) as [string, Access][]).filter(
  ([, access]) => access !== "public" && access !== "local",
);

/** Where a page sends a stranger back to, if not to itself. */
const returnTo: Readonly<Record<string, string>> = { "/confirm": "/settings" };

/** A row's id that is well formed, and no row's. */
const nobodys = "00000000-0000-4000-8000-000000000000";

/** What handlers that everybody may ask answer, where it is not 200; and how to ask one whose path has a blank. */
const publicAnswers: Readonly<Record<string, { path?: string; status: number }>> = {
  "/api/auth/[...nextauth]": { path: "/api/auth/session", status: 200 },
  "/api/captcha": { path: "/api/captcha?action=signin", status: 200 },
  "/images/[imageId]/[size]": { path: `/images/${nobodys}/320`, status: 404 },
  "/reset-password/open": { status: 303 },
  "/signin/open": { status: 303 },
  "/unavailable": { status: 503 },
  "/unlock/open": { status: 303 },
  "/verify/open": { status: 303 },
};

const statusOf = { "let in": 200, "sign in": 401, prove: 403, "nothing there": 404 };

/** What each action is sent: input that changes something for those who may. */
const inputs: Readonly<Record<string, [string, string][]>> = {
  changeRoleAction: [
    ["userId", nobodys],
    ["role", "USER"],
  ],
  confirmPasswordAction: [
    ["password", "a guess that is wrong"],
    ["next", "/settings"],
  ],
  continueAction: [],
  createTokenAction: [
    ["name", "A robot"],
    ["lifetimeDays", "30"],
    ["account:read", "on"],
  ],
  deletePostAction: [["postId", nobodys]],
  deleteUserAction: [["userId", nobodys]],
  discardChangesAction: [["postId", nobodys]],
  endOtherSessionsAction: [],
  endSessionAction: [["sessionId", nobodys]],
  endUserSessionsAction: [["userId", nobodys]],
  linkProviderAction: [["provider", "google"]],
  releasePostAction: [["postId", nobodys]],
  removeAvatarAction: [],
  removeCoverAction: [["postId", nobodys]],
  removePostAction: [["postId", nobodys]],
  resendMailAction: [["mailId", nobodys]],
  resendUserVerificationAction: [["userId", nobodys]],
  restoreUserAction: [["userId", nobodys]],
  retryAddressAction: [],
  reviveRecipientAction: [["mailId", nobodys]],
  revokeTokenAction: [["tokenId", nobodys]],
  savePostAction: [
    ["postId", nobodys],
    ["version", "1"],
    ["title", "A post"],
  ],
  saveProfileAction: [["name", "Another name"]],
  setAvatarFromAction: [["address", "https://127.0.0.1/"]],
  setFirstPasswordAction: [["password", "nine slow herons over the marsh"]],
  startUserResetAction: [["userId", nobodys]],
  suspendUserAction: [["userId", nobodys]],
  unlinkIdentityAction: [["accountId", nobodys]],
  unlockUserAction: [["userId", nobodys]],
  unpublishPostAction: [["postId", nobodys]],
  withholdPostAction: [
    ["postId", nobodys],
    ["reason", "It names a person."],
  ],
};

/** What answers a stranger in place of sending them to sign in, so that a text that took an hour is not lost; and what it says. */
const answersInPlace: Readonly<Record<string, string>> = { savePostAction: "You were signed out" };

describe.each(variants)("the table of access over HTTP (%s build)", (variant) => {
  let app: App;
  let holdsProtected: HoldsProtected;
  const visitors = new Map<Asker, Visitor>();
  /** Whose page is asked for where a page is somebody's. */
  let person: Stranger;

  beforeAll(async () => {
    app = await startApp({ variant });
    holdsProtected = await learnProtectedContent(app);
    person = await seedStranger(app);
    for (const asker of askers) visitors.set(asker, await openAsker(app, asker));
  });
  afterAll(async () => {
    await app.stop();
  });

  function visitorOf(asker: Asker): Visitor {
    const visitor = visitors.get(asker);
    if (!visitor) throw new Error(`There is no ${asker}.`);
    return visitor;
  }

  const cellsOf = (lines: [string, Access][]) =>
    lines.flatMap(([name, access]) => askers.map((asker) => [name, asker, verdictOf(access, asker), access] as const));

  it.each(cellsOf(pages))("answers %s asked by %s: %s", async (line, asker, verdict, access) => {
    const path = pageOf(line, person);
    const visitor = visitorOf(asker);
    const page = await visitor.send({ path });
    const data = await getPageData(visitor, path);
    if (verdict === "let in") {
      expect(page.status).toBe(200);
      expect([holdsProtected(page), holdsProtected(data)]).toEqual(Array(2).fill(access !== "public"));
      return;
    }
    expect([holdsProtected(page), holdsProtected(data)]).toEqual([false, false]);
    expect(data.status).toBeLessThan(500);
    if (verdict === "nothing there") {
      expect(page.status).toBe(404);
      return;
    }
    expect([303, 307]).toContain(page.status);
    if (verdict === "sign in") expect([page.text, data.text].join()).not.toContain(seededName);
    const door = verdict === "sign in" ? "/signin" : "/confirm";
    expect(page.headers.location).toBe(`${door}?next=${encodeURIComponent(returnTo[path] ?? path)}`);
    expect(page.headers["cache-control"]).toMatch(/no-store/);
  });

  it.each(cellsOf(reads))("answers %s asked by %s: %s", async (line, asker, verdict, access) => {
    const path = line.slice("GET ".length);
    const visitor = visitorOf(asker);
    const asked = publicAnswers[path]?.path ?? path;
    const answer = await visitor.send({ path: asked });
    const expected = statusOf[verdict];
    expect(answer.status).toBe((access === "public" && publicAnswers[path]?.status) || expected);
    if (verdict === "let in") return;
    expect(holdsProtected(answer)).toBe(false);
    expect((await visitor.send({ method: "HEAD", path: asked })).status).toBe(expected);
  });

  it.each(cellsOf(changes).filter(([, , verdict]) => verdict !== "let in"))(
    "answers %s asked by %s: %s",
    async (line, asker, verdict) => {
      const [method = "", path = ""] = line.split(" ");
      const before = await app.database.snapshot();
      const answer = await visitorOf(asker).send({
        method,
        path: path.replace(/\[\w+\]/g, nobodys),
        headers: { origin: app.origin, "content-type": "application/json" },
        body: "{}",
      });
      expect(answer.status).toBe(statusOf[verdict]);
      expect(holdsProtected(answer)).toBe(false);
      expect(await app.database.snapshot()).toBe(before);
    },
  );

  it.each(cellsOf(actions))("answers %s called by %s: %s", async (name, asker, verdict) => {
    const visitor = visitorOf(asker);
    const before = await app.database.snapshot();
    const answer = await callAction(visitor, findAction(name, variant), formArguments(inputs[name] ?? []));
    expect(answer.status).toBeLessThan(500);
    const sentTo = redirectOf(answer)?.replace(/^https?:\/\/[^/]+/, "");
    if (verdict === "let in") {
      expect(sentTo ?? "").not.toMatch(/^\/(signin|confirm)\b/);
      return;
    }
    if (verdict === "nothing there") {
      // What comes with it is the page that the call was sent to, which is shown to everybody who is signed in.
      expect([answer.status, holdsProtected(answer, ["signed-in", "recent"])]).toEqual([404, false]);
      expect(await app.database.snapshot()).toBe(before);
      return;
    }
    const words = answersInPlace[name];
    if (verdict === "sign in" && words !== undefined)
      expect([sentTo, answer.text.includes(words)]).toEqual([undefined, true]);
    else expect(sentTo).toMatch(verdict === "sign in" ? /^\/signin\?next=%2F/ : /^\/confirm\?next=%2F/);
    // With the way to a fresh proof comes that page itself, which is theirs to see.
    if (verdict === "sign in")
      expect([holdsProtected(answer), answer.text.includes(seededName)]).toEqual([false, false]);
    expect(await app.database.snapshot()).toBe(before);
  });

  it.each([
    ["USER", []],
    ["MODERATOR", ["/moderation"]],
    ["ADMIN", ["/moderation", "/admin"]],
  ] as const)("shows %s the way to %j and to no other page of a role", async (role, shown) => {
    const { text } = await visitorOf(role).get("/dashboard");
    expect(["/moderation", "/admin"].filter((href) => text.includes(`href="${href}"`))).toEqual(shown);
  });

  it("tells an administrator nothing of anybody that opens an account", async () => {
    const people = await app.database.query<{ secret: string }>(
      `SELECT "password" AS secret FROM "User" WHERE "password" IS NOT NULL UNION SELECT "sessionToken" FROM "Session" UNION SELECT "id" FROM "Session"`,
    );
    const visitor = visitorOf("ADMIN");
    const path = "/admin/users?limit=100";
    const shown = [(await visitor.get(path)).text, (await getPageData(visitor, path)).text].join();
    expect(people.length).toBeGreaterThan(10);
    expect(people.filter(({ secret }) => shown.includes(secret))).toEqual([]);
  });

  it("tells a moderator of no author's address and of no draft", async () => {
    const { email, title } = await seedStranger(app);
    await app.database.query(`UPDATE "Post" SET "published" = false WHERE "title" = $1`, [title]);
    const open = await seedStranger(app);
    const visitor = visitorOf("MODERATOR");
    const shown = [(await visitor.get("/moderation")).text, (await getPageData(visitor, "/moderation")).text].join();
    expect(shown).toContain(open.title);
    expect([email, title, open.email].filter((secret) => shown.includes(secret))).toEqual([]);
  });

  it("tries every action that not everybody may use", () => {
    expect(Object.keys(inputs).sort()).toEqual(actions.map(([name]) => name).sort());
    expect(readActions(variant).map(({ name }) => name)).toEqual(expect.arrayContaining(Object.keys(inputs)));
  });

  it.each(["createTokenAction", "endOtherSessionsAction", "setFirstPasswordAction"])(
    "changes something by the same input to %s where the caller may, so that an unchanged database means a refusal",
    async (name) => {
      const user = await seedUser(app.database);
      await signedIn(app, user);
      const { visitor } = await signedIn(app, user);
      await app.database.query(`UPDATE "User" SET "password" = NULL WHERE "id" = $1`, [user.id]);
      const before = await app.database.snapshot();
      await callAction(visitor, findAction(name, variant), formArguments(inputs[name] ?? []));
      expect(await app.database.snapshot()).not.toBe(before);
    },
  );
});

describe("a demotion", () => {
  let first: App;
  let second: App;
  let holdsProtected: (answer: Answer) => boolean;
  beforeAll(async () => {
    first = await startApp();
    holdsProtected = await learnProtectedContent(first);
    second = await startApp({ beside: first, env: { NEXTAUTH_URL: first.origin } });
  });
  afterAll(async () => {
    await second.stop();
    await first.stop();
  });

  it.each([
    ["MODERATOR", "USER", "/moderation"],
    ["ADMIN", "MODERATOR", "/admin"],
    ["ADMIN", "USER", "/admin"],
  ] as const)("of %s to %s bites on the next request at %s, in both of two processes", async (role, lower, path) => {
    const user = await seedRole(first, role);
    const { visitor } = await signedIn(first, user);
    const askBoth = async () => {
      const asking = [first, second].map((app) => openVisitor(app, { cookies: new Map(visitor.cookies) }));
      return await Promise.all(
        asking.map(async (one) => {
          const [page, data] = await Promise.all([one.send({ path }), getPageData(one, path)]);
          return [page.status, holdsProtected(page), holdsProtected(data)];
        }),
      );
    };
    for (let round = 0; round < 5; round++) {
      await setRole(first, user, role);
      expect(await askBoth()).toEqual(Array(2).fill([200, true, true]));
      await setRole(first, user, lower);
      expect(await askBoth()).toEqual(Array(2).fill([404, false, false]));
    }
  });
});
