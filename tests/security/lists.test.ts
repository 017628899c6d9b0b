import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { seedUser } from "../support/app-database";
import { startApp, type App } from "../support/app-server";
import { seedRole } from "../support/askers";
import { getPageData, openVisitor, signedIn, type Visitor } from "../support/form-client";

/** However many rows are asked for. */
const rowsMax = 100;
const rowsSeeded = 130;

let app: App;
let admin: Visitor;
let authorId: string;

beforeAll(async () => {
  app = await startApp();
  admin = (await signedIn(app, await seedRole(app, "ADMIN"))).visitor;
  authorId = (await seedUser(app.database)).id;
  await app.database.query(
    `INSERT INTO "User" ("id", "name", "email", "password", "isVerified", "updatedAt")
     SELECT 'listed-' || n, 'Listed ' || n, 'listed-' || n || '@example.com', 'hash-of-nobody', true, now() FROM generate_series(1, $1::int) n`,
    [rowsSeeded],
  );
  await app.database.query(
    `INSERT INTO "Post" ("id", "title", "content", "authorId", "published", "publishedAt", "updatedAt")
     SELECT gen_random_uuid(), 'Listed ' || n, 'text-of-a-post', $2, n % 2 = 0, now(), now() FROM generate_series(1, $1::int) n`,
    [rowsSeeded * 2, authorId],
  );
  await app.database.query(
    `INSERT INTO "OutboxMail" ("id", "kind", "recipient", "status", "createdAt", "dueAt", "settledAt")
     SELECT 'listed-' || n, 'verification-link', n || '@example.com', 'SENT', now(), now(), now() FROM generate_series(1, $1::int) n`,
    [rowsSeeded],
  );
  await app.database.query(
    `INSERT INTO "AuditEvent" ("createdAt", "name", "result", "subjectId")
     SELECT now(), 'token.created', 'OK', $2 FROM generate_series(1, $1::int) n`,
    [rowsSeeded, authorId],
  );
});
afterAll(() => app.stop());

const parameters = {
  "/admin/users": ["q", "role", "state", "method", "sort", "limit", "after"],
  "/admin/posts": ["q", "author", "state", "sort", "limit", "after"],
  "/admin/outbox": ["state", "address", "after", "limit", "sort"],
  "/admin/audit": [
    "number",
    "what",
    "result",
    "reason",
    "person",
    "session",
    "request",
    "from",
    "to",
    "before",
    "limit",
  ],
  "/moderation": ["show", "after", "limit", "sort"],
  "/posts": ["after", "limit", "sort"],
  "/posts/mine": ["after", "limit"],
  "/settings/activity": ["before", "limit"],
} as const;

const abuses = [
  "1000000000",
  "1e9",
  "-1",
  "0",
  "NaN",
  "%",
  "_",
  "%%%_%",
  ".*",
  "(a+)+$",
  "password",
  'password; DROP TABLE "User"',
  "' OR true --",
  "\0",
  "\ud800",
  "99999999999999-z",
  "9".repeat(400),
  Buffer.from('["password","x"]').toString("base64url"),
  "x".repeat(4000),
  '{"$ne":null}',
];

describe.each(Object.entries(parameters))("the list at %s", (path, names) => {
  it.each(names)("stays a page of at most a hundred rows whatever %s is", async (name) => {
    for (const value of abuses) {
      const query = `${name}=${encodeURIComponent(value.replaceAll("\ud800", "�"))}`;
      const answer = await admin.send({ path: `${path}?${query}` });
      expect([query.slice(0, 60), answer.status]).toEqual([query.slice(0, 60), 200]);
      expect(answer.text.match(/<li\b/g)?.length ?? 0).toBeLessThan(rowsMax * 6);
      expect(answer.text).not.toMatch(/hash-of-nobody|text-of-a-post/);
    }
    const twice = `${name}=a&${name}=b&${name}[]=c&${name}[$gt]=`;
    expect((await admin.send({ path: `${path}?${twice}` })).status).toBe(200);
    expect((await getPageData(admin, `${path}?${twice}`)).status).toBe(200);
  });
});

const rowsOf = (text: string) => new Set(text.match(/href="\/(?:admin\/users|posts)\/(?:listed-\d+|[0-9a-f-]{36})"/g));

describe("a list that may be asked for more rows", () => {
  it.each(["/admin/users", "/admin/posts"])(
    "answers a hundred at %s, the usual 25 to who asks for nothing of use",
    async (path) => {
      const counts = await Promise.all(
        ["1000000000", "100", "99", "-5", "1.5", ""].map(async (limit) => {
          const { text } = await admin.get(`${path}?limit=${limit}`);
          const rows = [...rowsOf(text)].filter(
            (row) => !row.includes(`/admin/users/${authorId}`) || path === "/admin/users",
          );
          return rows.length;
        }),
      );
      expect(counts).toEqual([100, 100, 99, 25, 25, 25]);
    },
  );

  it.each(["/admin/users", "/admin/posts"])("is ordered at %s by nothing but what it names", async (path) => {
    const [usual, ...others] = await Promise.all(
      ["", "password", "content", "createdAt", "sessionToken", "(SELECT 1)"].map(async (sort) => {
        const { text } = await admin.get(`${path}?sort=${encodeURIComponent(sort)}`);
        return [...rowsOf(text)];
      }),
    );
    expect(usual?.length).toBeGreaterThan(20);
    expect(others).toEqual(Array(others.length).fill(usual));
  });

  it("is to everybody else no page, whatever is asked of it", async () => {
    const { visitor } = await signedIn(app, await seedRole(app, "MODERATOR"));
    for (const path of [
      "/admin/users?limit=1",
      "/admin/posts?state=draft",
      "/admin/outbox?state=sent",
      "/admin/audit?limit=1",
    ]) {
      expect([path, (await visitor.send({ path })).status]).toEqual([path, 404]);
      expect([path, (await openVisitor(app).send({ path })).status]).toEqual([path, 307]);
    }
  });
});
