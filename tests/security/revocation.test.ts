import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { tokenHash } from "@/core/token-hash";
import { callAction, readActions } from "../support/action-client";
import type { SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { authTokenCookie, sessionCookie } from "../support/cookie-names";
import { getPageData, mailedToken, newPassword, openVisitor, signedIn, type Visitor } from "../support/form-client";
import { openNetworkPath } from "../support/network-path";
import { postToNextAuth } from "../support/next-auth-client";

/** Two processes of one product: what ends on the first must end on the second. */
let app: App;
let other: App;
const delaysMs: number[] = [];
beforeAll(async () => {
  app = await startApp();
  other = await startApp({ beside: app, env: { NEXTAUTH_URL: app.origin } });
});
afterAll(async () => {
  process.stdout.write(
    `  an end was known to the other process after at most ${Math.max(...delaysMs).toFixed(0)} ms\n`,
  );
  await other.stop();
  await app.stop();
});

/** The stated bound between two instances. */
const boundMs = 1_000;

type Carrier = { name: string; opens: (at: App) => Promise<boolean> };

/** Every way in which a copy of what this browser or app carries could still be used. */
function carriersOf(visitor: Visitor, user: SeededUser): Carrier[] {
  const copies = { [sessionCookie]: new Map<string, string>(), [authTokenCookie]: new Map<string, string>() };
  for (const [name, cookies] of Object.entries(copies)) cookies.set(name, visitor.cookies.get(name) ?? "");
  return Object.entries(copies).flatMap(([name, cookies]) => {
    const copy = (at: App) => openVisitor(at, { cookies: new Map(cookies) });
    const page = async (at: App) => (await copy(at).send({ path: "/dashboard" })).text.includes(user.email);
    const data = async (at: App) => (await getPageData(copy(at), "/settings")).text.includes(user.email);
    const me = async (at: App) => (await copy(at).send({ path: "/api/v1/me" })).status === 200;
    const session = async (at: App) => (await copy(at).send({ path: "/api/auth/session" })).text.includes(user.id);
    return [
      { name: `${name} on a page`, opens: page },
      { name: `${name} on a page's data`, opens: data },
      { name: `${name} on the API`, opens: me },
      ...(name === sessionCookie ? [{ name: `${name} on NextAuth's session`, opens: session }] : []),
    ];
  });
}

/** What an app and a service of the same person hold: an access token, its refresh token, and a personal access token. */
async function bearersOf(user: SeededUser): Promise<Carrier[]> {
  const json = { "content-type": "application/json" };
  const post = async (at: App, path: string, body: object) =>
    await openVisitor(at).send({ method: "POST", path, headers: json, body: JSON.stringify(body) });
  const { email, password } = user;
  const pair = JSON.parse((await post(app, "/api/v1/token", { email, password })).text) as Record<string, string>;
  const personal = `lkp_${randomBytes(32).toString("base64url")}`;
  await app.database.query(
    `INSERT INTO "Session" ("id", "userId", "sessionToken", "expires", "kind", "scopes")
     VALUES (gen_random_uuid(), $1, $2, now() AT TIME ZONE 'UTC' + interval '30 days', 'TOKEN', '{account:read}')`,
    [user.id, tokenHash(personal)],
  );
  const opensMe = (token: string) => async (at: App) =>
    (await openVisitor(at).send({ path: "/api/v1/me", headers: { authorization: `Bearer ${token}` } })).status === 200;
  let { refreshToken } = pair;
  return [
    { name: "the access token", opens: opensMe(pair["accessToken"] ?? "") },
    { name: "the personal access token", opens: opensMe(personal) },
    {
      name: "the refresh token",
      opens: async (at) => {
        const answer = await post(at, "/api/v1/token/refresh", { refreshToken });
        if (answer.status === 200) ({ refreshToken } = JSON.parse(answer.text) as Record<string, string>);
        return answer.status === 200;
      },
    },
  ];
}

async function stillOpen(carriers: Carrier[], at: App): Promise<string[]> {
  const open: string[] = [];
  for (const { name, opens } of carriers) if (await opens(at)) open.push(name);
  return open;
}

async function reset(user: SeededUser): Promise<void> {
  const owner = openVisitor(app);
  await owner.submit(await owner.get("/forgot-password"), { field: "email" }, { email: user.email });
  const link = await mailedToken(app, user.email);
  await owner.submit(await owner.get(link.path), { field: "password" }, { password: newPassword(app) });
}

type Ending = (visitor: Visitor, user: SeededUser) => Promise<unknown>;

/** What a person does in this process: it is over when the answer is there. */
const endings: Record<string, Ending> = {
  "signing out by the page": async (visitor) =>
    await visitor.submit(await visitor.get("/dashboard"), { button: /sign out/i }),
  "signing out by NextAuth": async (visitor) => await postToNextAuth(visitor, { endpoint: "signout", fields: {} }),
  "a password reset": async (_visitor, user) => {
    await reset(user);
  },
};

/** What happens in the database alone, by an operator or another service. */
const changes: Record<string, string> = {
  "the end of this one session": `DELETE FROM "Session" WHERE "userId" = $1`,
  "a suspension": `UPDATE "User" SET "suspendedAt" = now() WHERE id = $1`,
  "the withdrawal of the confirmation": `UPDATE "User" SET "isVerified" = false WHERE id = $1`,
  "the deletion of the account": `DELETE FROM "User" WHERE id = $1`,
};

describe("a copy of what a browser carried opens nothing", () => {
  it.each(Object.entries(endings))("after %s, at once here and within the bound elsewhere", async (_, end) => {
    const { visitor, user } = await signedIn(app);
    const carriers = carriersOf(visitor, user);
    for (const at of [app, other]) expect(await stillOpen(carriers, at)).toHaveLength(carriers.length);
    await end(visitor, user);
    const endedAt = performance.now();
    expect(await stillOpen(carriers, app)).toEqual([]);
    await expect.poll(() => stillOpen(carriers, other), { timeout: boundMs, interval: 1 }).toEqual([]);
    delaysMs.push(performance.now() - endedAt);
  });

  it("after a password reset, also where an app or a service carried it", async () => {
    const { user } = await signedIn(app);
    const carriers = await bearersOf(user);
    for (const at of [app, other]) expect(await stillOpen(carriers, at)).toHaveLength(carriers.length);
    await reset(user);
    expect(await stillOpen(carriers, app)).toEqual([]);
    await expect.poll(() => stillOpen(carriers, other), { timeout: boundMs, interval: 1 }).toEqual([]);
  });

  it.each(Object.entries(changes))("after %s, in every process within the bound", async (_, statement) => {
    const { visitor, user } = await signedIn(app);
    const carriers = [...carriersOf(visitor, user), ...(await bearersOf(user))];
    for (const at of [app, other]) expect(await stillOpen(carriers, at)).toHaveLength(carriers.length);
    await app.database.query(statement, [user.id]);
    const endedAt = performance.now();
    for (const at of [app, other]) {
      await expect.poll(() => stillOpen(carriers, at), { timeout: boundMs, interval: 1 }).toEqual([]);
    }
    delaysMs.push(performance.now() - endedAt);
  });

  it("where nothing but an action is asked", async () => {
    const { visitor, user } = await signedIn(app);
    const copy = openVisitor(other, { cookies: new Map(visitor.cookies) });
    await visitor.submit(await visitor.get("/dashboard"), { button: /sign out/i });
    await expect
      .poll(async () => (await copy.send({ path: "/api/v1/me" })).status, { timeout: boundMs, interval: 1 })
      .toBe(401);
    const before = await app.database.snapshot();
    for (const action of readActions()) {
      expect((await callAction(copy, action, "[{},null]")).text, action.name).not.toContain(user.email);
    }
    expect(await app.database.snapshot()).toBe(before);
  });
});

describe("a change of role", () => {
  it("is what the next request in every process sees, whatever the cookie says", async () => {
    const { visitor, user } = await signedIn(app);
    const roleAt = async (at: App) => {
      const answer = await openVisitor(at, { cookies: new Map(visitor.cookies) }).send({ path: "/api/v1/me" });
      return (JSON.parse(answer.text) as { role: string }).role;
    };
    for (const role of ["MODERATOR", "ADMIN", "USER"]) {
      await app.database.query(`UPDATE "User" SET "role" = $2::"Role" WHERE id = $1`, [user.id, role]);
      for (const at of [app, other]) await expect.poll(() => roleAt(at), { timeout: boundMs, interval: 1 }).toBe(role);
    }
  });
});

describe("two cookies that disagree", () => {
  it("are nobody, on pages and on the API", async () => {
    const [one, two] = [await signedIn(app), await signedIn(app)];
    const mixed = new Map([
      [sessionCookie, one.visitor.cookies.get(sessionCookie) ?? ""],
      [authTokenCookie, two.visitor.cookies.get(authTokenCookie) ?? ""],
    ]);
    const meddler = () => openVisitor(app, { cookies: new Map(mixed) });
    expect((await meddler().send({ path: "/api/v1/me" })).status).toBe(401);
    const page = await meddler().get("/dashboard");
    expect(page.path).toMatch(/^\/signin/);
    expect(page.text).not.toContain(one.user.email);
    expect(page.text).not.toContain(two.user.email);
  });

  it("are one identity when only one of them is genuine", async () => {
    const { visitor, user } = await signedIn(app);
    const cookies = new Map([
      [sessionCookie, visitor.cookies.get(sessionCookie) ?? ""],
      [authTokenCookie, "a.planted.value"],
    ]);
    const answer = await openVisitor(app, { cookies }).send({ path: "/api/v1/me" });
    expect(JSON.parse(answer.text)).toMatchObject({ id: user.id });
  });
});

describe("a database that is cut off", () => {
  it("lets no session in that was ended meanwhile, for longer than the bound", async () => {
    const { visitor, user } = await signedIn(app);
    const carriers = carriersOf(visitor, user);
    expect(await stillOpen(carriers, app)).toHaveLength(carriers.length);
    await app.database.setAway(true);
    const cutAt = performance.now();
    await expect.poll(async () => (await stillOpen(carriers, app)).length, { timeout: boundMs, interval: 1 }).toBe(0);
    delaysMs.push(performance.now() - cutAt);
    await app.database.setAway(false);
    await app.database.query(`DELETE FROM "Session" WHERE "userId" = $1`, [user.id]);
    expect(await stillOpen(carriers, app)).toEqual([]);
    expect(await stillOpen(carriers, other)).toEqual([]);
  });

  it("to one instance alone, lets that instance accept no ended session for longer than the bound, though the others know", async () => {
    const path = await openNetworkPath(new URL(app.database.url));
    const lone = await startApp({
      beside: app,
      env: { NEXTAUTH_URL: app.origin, DATABASE_URL: path.url, DATABASE_DIRECT_URL: path.url },
    });
    const { visitor, user } = await signedIn(app);
    const carriers = carriersOf(visitor, user);
    // Twice, so that the second time is from memory.
    for (let round = 0; round < 2; round++) expect(await stillOpen(carriers, lone)).toHaveLength(carriers.length);
    path.cut();
    path.stall();
    await app.database.query(`DELETE FROM "Session" WHERE "userId" = $1`, [user.id]);
    const endedAt = performance.now();
    let lastAcceptedMs = 0;
    for (let askedMs = 0; askedMs < 2 * boundMs; askedMs = performance.now() - endedAt) {
      const asked = openVisitor(lone, { cookies: new Map(visitor.cookies) }).send({ path: "/api/v1/me" });
      if ((await asked).status === 200) lastAcceptedMs = askedMs;
    }
    expect(lastAcceptedMs).toBeLessThan(boundMs);
    path.resume();
    await expect.poll(() => stillOpen(carriers, lone), { timeout: 15_000 }).toEqual([]);
    await lone.stop();
    await path.close();
  });
});
