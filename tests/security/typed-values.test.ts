import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { callAction, findAction, formArguments } from "../support/action-client";
import { call } from "../support/api-client";
import { startApp, type App } from "../support/app-server";
import { seedRole, seedStranger } from "../support/askers";
import { getPageData, openVisitor, signedIn, type Visitor } from "../support/form-client";

let app: App;
let author: Visitor;
let authorId: string;
let postId: string;

beforeAll(async () => {
  app = await startApp();
  const signed = await signedIn(app);
  [author, authorId] = [signed.visitor, signed.user.id];
  postId = randomUUID();
  await app.database.query(
    `INSERT INTO "Post" ("id", "title", "content", "authorId", "updatedAt") VALUES ($1, 'A post', 'Text', $2, now())`,
    [postId, authorId],
  );
});
afterAll(() => app.stop());

async function send(name: string, fields: Record<string, string>) {
  return await callAction(author, findAction(name), formArguments(Object.entries(fields)));
}

const numbers = [
  "-1",
  "12",
  "131",
  "2147483648",
  "1e400",
  "1e2",
  "12abc",
  "0x20",
  "20.5",
  "NaN",
  "٢٠",
  "9".repeat(400),
  "20\u0000",
];

describe("a number", () => {
  it.each(numbers)("is no age where it is %j, and nothing of the form is saved", async (age) => {
    const before = await app.database.snapshot();
    const answer = await send("saveProfileAction", { name: "Ada", bio: "Saved", age });
    expect([answer.status, answer.text.includes("Enter an age from 13 to 130")]).toEqual([200, true]);
    expect(await app.database.snapshot()).toBe(before);
  });

  it.each(["-1", "0x1", "1e9", "2147483648", "1.5", "NaN", "9".repeat(400), ""])(
    "is no version of a post where it is %j",
    async (version) => {
      const before = await app.database.snapshot();
      expect((await send("savePostAction", { postId, version, title: "Changed", content: "Changed" })).status).toBe(
        200,
      );
      expect(await app.database.snapshot()).toBe(before);
    },
  );

  it.each(["-1", "0", "1e400", "2147483648", "12abc"])(
    "is no lifetime of a token where it is %j",
    async (lifetimeDays) => {
      const before = await app.database.snapshot();
      const token = { name: "A robot", "account:read": "on", lifetimeDays };
      expect((await send("createTokenAction", token)).status).toBeLessThan(500);
      expect(await app.database.snapshot()).toBe(before);
    },
  );

  it("that the site computes is not taken from a form", async () => {
    const fields = { postId, version: "1", title: "A post", content: "Some words.", intent: "save" };
    const chosen = {
      readTime: "2147483648",
      published: "true",
      publishedAt: "1970-01-01",
      authorId: "other",
      id: "other",
    };
    await send("savePostAction", { ...fields, ...chosen, unpublishedAt: "1970-01-01", coverImage: "/images/x" });
    expect(
      await app.database.query(
        `SELECT "readTime", "published", "publishedAt", "unpublishedAt", "coverImage", "authorId" FROM "Post" WHERE "id" = $1`,
        [postId],
      ),
    ).toEqual([{ readTime: 1, published: false, publishedAt: null, unpublishedAt: null, coverImage: null, authorId }]);
  });
});

describe("a text", () => {
  it.each([
    ["a title of 201 letters", { title: "a".repeat(201), content: "" }],
    ["a hundred thousand and one letters", { title: "a", content: "a".repeat(100_001) }],
    ["ten megabytes", { title: "a", content: "a".repeat(10_000_000) }],
    ["a title of ten megabytes", { title: "a".repeat(10_000_000), content: "" }],
    ["a null byte", { title: "a", content: "a\u0000b" }],
  ])("of %s is refused, and the site goes on answering", async (_, fields) => {
    const before = await app.database.snapshot();
    const answer = await send("savePostAction", fields);
    expect(answer.status).toBeLessThan(500);
    expect(await app.database.snapshot()).toBe(before);
    expect((await author.send({ path: "/api/v1/me" })).status).toBe(200);
  });

  it("is refused with a hundred thousand fields beside it, without a 5xx", async () => {
    const tags = Array.from({ length: 100_000 }, (_, at): [string, string] => [`tags[${at}]`, "x"]);
    const before = await app.database.snapshot();
    const answer = await callAction(author, findAction("savePostAction"), formArguments([["title", "a"], ...tags]));
    expect(answer.status).toBeLessThan(500);
    expect(await app.database.snapshot()).toBe(before);
  });

  it.each(["bio", "name"])("is refused as a %s of ten megabytes", async (field) => {
    const before = await app.database.snapshot();
    expect((await send("saveProfileAction", { name: "Ada", [field]: "a".repeat(10_000_000) })).status).toBeLessThan(
      500,
    );
    expect((await call(app, "POST", "/token", { body: { email: "a".repeat(5_000_000) } })).status).toBeLessThan(500);
    expect(await app.database.snapshot()).toBe(before);
  });
});

describe("a script that somebody stores", () => {
  const payload = `"><script>alert(1)</script><img src=x onerror=alert(1)><svg onload=alert(1)>`;
  const markdown = [
    payload,
    "[a](javascript:alert(1)) [b](JaVaScRiPt&#58;alert(1)) [c](data:text/html,<script>alert(1)</script>)",
    "[d](vbscript:x) <a href='javascript:alert(1)'>e</a> <iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "![f](https://evil.example/f.svg) ![g](data:image/svg+xml,<svg/onload=alert(1)>) <style>*{display:none}</style>",
    '<form action="https://evil.example"><input name="password"></form> <base href="https://evil.example">',
    "```html\n</code></pre><script>alert(1)</script>\n```",
  ].join("\n\n");

  it("is text on every page that shows it to anybody, administrators above all", async () => {
    const { id, email, postId: stored } = await seedStranger(app);
    await app.database.query(`UPDATE "User" SET "name" = $2 WHERE "id" = $1`, [id, payload]);
    await app.database.query(`UPDATE "Profile" SET "bio" = $2 WHERE "userId" = $1`, [id, payload]);
    await app.database.query(`UPDATE "Post" SET "title" = $2, "content" = $3 WHERE "id" = $1`, [
      stored,
      payload,
      markdown,
    ]);
    await app.database.query(
      `INSERT INTO "Session" ("id", "userId", "sessionToken", "expires", "label", "place") VALUES (gen_random_uuid(), $1, $2, now() + interval '1 day', $3, $3)`,
      [id, randomUUID(), payload],
    );
    await app.database.query(
      `INSERT INTO "Account" ("id", "userId", "type", "provider", "providerAccountId", "label") VALUES (gen_random_uuid(), $1, 'oauth', 'google', $2, $3)`,
      [id, randomUUID(), payload],
    );
    const { visitor: admin } = await signedIn(app, await seedRole(app, "ADMIN"));
    const everybodys = ["/posts", `/posts/${stored}`, "/posts/feed.xml", `/u/${id}`];
    const administrators = [
      `/admin/users?q=${email}`,
      `/admin/users/${id}`,
      `/admin/posts?author=${id}`,
      `/admin/audit?person=${id}`,
      "/moderation",
      `/posts/write?post=${stored}`,
    ];
    const asked: [Visitor, string][] = [
      ...everybodys.map((path): [Visitor, string] => [openVisitor(app), path]),
      ...[...everybodys, ...administrators].map((path): [Visitor, string] => [admin, path]),
    ];
    for (const [visitor, path] of asked) {
      const [page, data] = [await visitor.send({ path }), await getPageData(visitor, path)];
      expect([path, page.status]).toEqual([path, 200]);
      expect(page.text.toLowerCase(), path).not.toMatch(
        /<script>alert|<img src=x|<svg onload|href="(javascript|vbscript|data):|<iframe|<base |src="https?:\/\/evil|action="https?:\/\/evil|<style>\*/,
      );
      if (!path.endsWith(".xml"))
        expect(String(page.headers["content-security-policy"])).toMatch(/script-src [^;]*'nonce-/);
      // Data is no document: a browser that is led to it shows text.
      expect([path, String(data.headers["content-type"]).startsWith("text/html")]).toEqual([path, false]);
    }
  });
});
