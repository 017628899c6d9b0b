import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments } from "../support/action-client";
import { seedUser, type SeededUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { seedRole, seedStranger } from "../support/askers";
import type { Answer } from "../support/exchange";
import {
  becomeMember,
  getPageData,
  mailedToken,
  newPerson,
  openVisitor,
  signedIn,
  signIn,
  type Visitor,
} from "../support/form-client";

const nobodys = "00000000-0000-4000-8000-000000000000";

let app: App;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.stop());

/** What only administrators do to an account, and moderators to none. */
const userActs = [
  "changeRoleAction",
  "suspendUserAction",
  "restoreUserAction",
  "endUserSessionsAction",
  "unlockUserAction",
  "startUserResetAction",
  "resendUserVerificationAction",
  "deleteUserAction",
];

async function call(visitor: Visitor, name: string, fields: Record<string, string>): Promise<Answer> {
  return await callAction(visitor, findAction(name), formArguments(Object.entries(fields)));
}

async function roleOf({ id }: SeededUser): Promise<string | undefined> {
  const rows = await app.database.query<{ role: string }>(`SELECT "role"::text AS role FROM "User" WHERE "id" = $1`, [
    id,
  ]);
  return rows[0]?.role;
}

describe("a role", () => {
  it.each(["USER", "MODERATOR"] as const)("of a %s is raised by no request of theirs", async (role) => {
    const user = await seedRole(app, role);
    const { visitor } = await signedIn(app, user);
    const raised = {
      role: "ADMIN",
      userId: user.id,
      "user.role": "ADMIN",
      "data[role]": "ADMIN",
      __proto__role: "ADMIN",
    };
    expect((await call(visitor, "changeRoleAction", raised)).status).toBe(404);
    await call(visitor, "saveProfileAction", { ...raised, name: "Ada", bio: "" });
    await call(visitor, "createTokenAction", { ...raised, name: "A robot", lifetimeDays: "30", "account:read": "on" });
    await visitor.send({
      method: "POST",
      path: "/api/auth/session",
      headers: { origin: app.origin, "content-type": "application/json" },
      body: JSON.stringify({ data: { role: "ADMIN", user: { role: "ADMIN" } } }),
    });
    await signIn(openVisitor(app), user);
    expect(await roleOf(user)).toBe(role);
    expect((await visitor.send({ path: "/admin" })).status).toBe(404);
  });
});

describe("a moderator", () => {
  let moderator: Visitor;
  beforeAll(async () => {
    moderator = (await signedIn(app, await seedRole(app, "MODERATOR"))).visitor;
  });

  it.each(["ADMIN", "MODERATOR", "USER"] as const)("does nothing to the account of a %s", async (role) => {
    const target = await seedRole(app, role);
    await signedIn(app, target);
    await app.database.query(`UPDATE "User" SET "isVerified" = false WHERE "id" = $1 AND "role" = 'USER'`, [target.id]);
    const before = await app.database.snapshot();
    for (const name of userActs) {
      const asked = { userId: target.id, role: "MODERATOR" };
      const [answer, unknown] = [
        await call(moderator, name, asked),
        await call(moderator, name, { ...asked, userId: nobodys }),
      ];
      expect([name, answer.status, unknown.status]).toEqual([name, 404, 404]);
    }
    expect(await app.database.snapshot()).toBe(before);
    expect((await moderator.send({ path: `/admin/users/${target.id}` })).status).toBe(404);
  });

  it.each(["ADMIN", "MODERATOR"] as const)("takes back and releases no post of a %s", async (role) => {
    const { id, postId } = await seedStranger(app);
    await app.database.query(`UPDATE "User" SET "role" = $2::"Role" WHERE "id" = $1`, [id, role]);
    const before = await app.database.snapshot();
    await call(moderator, "withholdPostAction", { postId, reason: "It is in my way." });
    expect(await app.database.snapshot()).toBe(before);
    await app.database.query(`UPDATE "Post" SET "published" = false, "unpublishedAt" = now() WHERE "id" = $1`, [
      postId,
    ]);
    const withheld = await app.database.snapshot();
    await call(moderator, "releasePostAction", { postId });
    expect(await app.database.snapshot()).toBe(withheld);
  });

  it("deletes no post, ends no session and revokes no token of anybody's", async () => {
    const { postId } = await seedStranger(app);
    const target = await seedUser(app.database);
    await signedIn(app, target);
    await app.database.query(
      `INSERT INTO "Session" ("id", "userId", "sessionToken", "expires", "kind") VALUES (gen_random_uuid(), $1, 'token of another', now() + interval '1 day', 'TOKEN')`,
      [target.id],
    );
    const sessions = await app.database.query<{ id: string }>(`SELECT "id" FROM "Session" WHERE "userId" = $1`, [
      target.id,
    ]);
    const before = await app.database.snapshot();
    for (const name of ["removePostAction", "deletePostAction", "unpublishPostAction"])
      await call(moderator, name, { postId });
    for (const { id } of sessions) {
      await call(moderator, "endSessionAction", { sessionId: id });
      await call(moderator, "revokeTokenAction", { tokenId: id });
    }
    expect(sessions).toHaveLength(2);
    expect(await app.database.snapshot()).toBe(before);
  });
});

describe("an administrator", () => {
  it("who starts a reset, reads and exports learns nothing that opens the account", async () => {
    const { visitor } = await signedIn(app, await seedRole(app, "ADMIN"));
    const owner = await becomeMember(openVisitor(app), {
      ...newPerson(app),
      name: '=HYPERLINK("https://evil.example")',
    });
    await signIn(openVisitor(app), owner);
    const found = `SELECT "id" FROM "User" WHERE "email" = $1`;
    const id = (await app.database.query<{ id: string }>(found, [owner.email]))[0]?.id ?? "";
    const started = await call(visitor, "startUserResetAction", { userId: id });
    const { token } = await mailedToken(app, owner.email, 2);
    const secrets = await app.database.query<{ secret: string }>(
      `SELECT "password" AS secret FROM "User" WHERE "id" = $1 UNION SELECT "sessionToken" FROM "Session" WHERE "userId" = $1
       UNION SELECT "id" FROM "Session" WHERE "userId" = $1 AND "kind" = 'TOKEN' UNION SELECT "tokenHash" FROM "OneTimeToken" WHERE "userId" = $1`,
      [id],
    );
    const paths = [
      `/admin/users?q=${owner.email}`,
      `/admin/users/${id}`,
      `/admin/outbox?address=${owner.email}`,
      `/admin/posts?author=${id}`,
      `/admin/audit?person=${id}`,
      "/admin",
    ];
    const exports = ["csv", "jsonl"].map((format) => `/admin/audit/export?person=${id}&format=${format}`);
    const answers = [
      started,
      ...(await Promise.all(paths.flatMap((path) => [visitor.send({ path }), getPageData(visitor, path)]))),
      ...(await Promise.all(exports.map((path) => visitor.send({ path })))),
    ];
    expect(answers.at(-1)?.text.split("\n").length).toBeGreaterThan(3);
    expect(answers.filter(({ status }) => status >= 400)).toEqual([]);
    const known = [token, owner.password, ...secrets.map(({ secret }) => secret)];
    expect(known.length).toBeGreaterThan(3);
    const told = answers.map(({ text }) => text).join();
    expect(known.filter((secret) => told.includes(secret))).toEqual([]);
    // What a spreadsheet would run: no cell of the export begins like a formula, and no name stands in it.
    const csv = answers.at(-2)?.text ?? "";
    expect(csv).not.toContain("HYPERLINK");
    expect(csv.split("\r\n").flatMap((line) => line.match(/(^|,)"[=+\-@\t]/) ?? [])).toEqual([]);
  });
});

describe("the first administrator", () => {
  it("is nobody of twenty who sign up and confirm at once on a fresh site, whatever the environment names", async () => {
    const chosen = "first-administrator@example.com";
    const fresh = await startApp({ env: { ADMIN_EMAIL: chosen, ADMIN_EMAILS: chosen } });
    try {
      const people = Array.from({ length: 20 }, (_, at) => ({
        ...newPerson(fresh),
        ...(at === 0 ? { email: chosen } : {}),
      }));
      await Promise.all(people.map((person) => becomeMember(openVisitor(fresh), person)));
      const rows = await fresh.database.query<{ role: string; isVerified: boolean }>(
        `SELECT DISTINCT "role"::text AS role, "isVerified" FROM "User"`,
      );
      expect(rows).toEqual([{ role: "USER", isVerified: true }]);
      const visitor = openVisitor(fresh);
      const [first] = people;
      if (first) await signIn(visitor, first);
      expect((await visitor.send({ path: "/admin" })).status).toBe(404);
    } finally {
      await fresh.stop();
    }
  });
});
