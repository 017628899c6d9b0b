import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type App } from "../support/app-server";
import { seedRole, seedStranger } from "../support/askers";
import { formOn, getPageData, openVisitor, signedIn, type Visitor } from "../support/form-client";

const nobodys = "00000000-0000-4000-8000-000000000000";
const secret = "marmalade-under-the-bridge";

let app: App;
let author: Visitor;
let authorId: string;
let other: Visitor;
let moderator: Visitor;
let draftId: string;

beforeAll(async () => {
  app = await startApp();
  const signed = await signedIn(app, await seedRole(app, "USER"));
  [author, authorId] = [signed.visitor, signed.user.id];
  other = (await signedIn(app, await seedRole(app, "USER"))).visitor;
  moderator = (await signedIn(app, await seedRole(app, "MODERATOR"))).visitor;
  draftId = await seedPost(`Draft ${secret}`, secret, false);
});
afterAll(() => app.stop());

async function seedPost(title: string, content: string, published: boolean): Promise<string> {
  const id = randomUUID();
  await app.database.query(
    `INSERT INTO "Post" ("id", "title", "content", "authorId", "published", "updatedAt") VALUES ($1, $2, $3, $4, $5, now())`,
    [id, title, content, authorId, published],
  );
  return id;
}

describe("a draft", () => {
  it("is in no page, data, metadata or feed for anybody but its author, and answers as an unknown post does", async () => {
    for (const visitor of [openVisitor(app), other, moderator]) {
      const paths = [
        "/posts",
        `/posts/${draftId}`,
        "/posts/feed.xml",
        `/u/${authorId}`,
        `/posts/write?post=${draftId}`,
      ];
      const answers = await Promise.all(paths.flatMap((path) => [visitor.send({ path }), getPageData(visitor, path)]));
      expect(answers.filter(({ text }) => text.includes(secret))).toEqual([]);
      const [page, unknown] = await Promise.all([draftId, nobodys].map((id) => visitor.send({ path: `/posts/${id}` })));
      expect([page?.status, page?.headers["cache-control"]]).toEqual([404, unknown?.headers["cache-control"]]);
      expect(page?.text.length).toBe(unknown?.text.length);
    }
    expect((await author.get(`/posts/${draftId}`)).text).toContain(secret);
  });

  it("is written, looked at, published and deleted by forms alone, without scripts", async () => {
    const title = `On keys ${randomUUID()}`;
    const written = await author.submit(
      await author.get("/posts/write"),
      { field: "content" },
      {
        title,
        content: "The *text*.",
        intent: "save",
      },
    );
    expect(written.path).toMatch(/^\/posts\/write\?post=/);
    const published = await author.submit(
      written,
      { field: "content" },
      { title, content: "The **text**.", intent: "publish" },
    );
    expect(published.path).toMatch(/^\/posts\/[0-9a-f-]{36}$/);
    expect((await openVisitor(app).get(published.path)).text).toContain("<strong>text</strong>");
    expect((await openVisitor(app).get("/posts/feed.xml")).text).toContain(title);
    const edit = await author.get(`/posts/write?post=${published.path.slice("/posts/".length)}`);
    const deletion = { ...edit, forms: edit.forms.filter(({ text }) => text.includes("Delete it for good")) };
    expect((await author.submit(deletion, { field: "postId" })).path).toBe("/posts/mine");
    expect((await openVisitor(app).send({ path: published.path })).status).toBe(404);
  });

  it("that was saved in another tab is not overwritten: what was typed stays, beside what stands", async () => {
    const id = await seedPost("Two tabs", "Before", false);
    const [first, second] = [await author.get(`/posts/write?post=${id}`), await author.get(`/posts/write?post=${id}`)];
    await author.submit(first, { field: "content" }, { content: "From the first tab", intent: "save" });
    const conflict = await author.submit(second, { field: "content" }, { content: "From the second", intent: "save" });
    const typed = formOn(conflict, { field: "content" }).fields.find(([name]) => name === "content");
    expect(typed?.[1]).toBe("From the second");
    expect(conflict.shown).toContain("From the first tab");
    const [row] = await app.database.query<{ content: string }>(`SELECT "content" FROM "Post" WHERE "id" = $1`, [id]);
    expect(row?.content).toBe("From the first tab");
  });
});

describe("a published post", () => {
  it("runs nothing of what its author wrote, in its page, the list and the feed", async () => {
    const id = await seedPost(
      "<script>alert(1)</script>",
      "<script>alert(2)</script> [x](javascript:alert(3)) ![y](https://evil.example/y.gif)",
      true,
    );
    for (const path of [`/posts/${id}`, "/posts", "/posts/feed.xml"]) {
      const { text } = await openVisitor(app).get(path);
      expect(text).not.toMatch(/<script>alert|href="javascript|<img[^>]*evil\.example/);
    }
  });

  it("is taken back by a moderator's form with a reason, after which it is nothing to strangers", async () => {
    const { postId, title } = await seedStranger(app);
    const stranger = openVisitor(app);
    expect((await stranger.get(`/posts/${postId}`)).text).toContain(title);
    const page = await moderator.get("/moderation");
    const forms = page.forms.filter(({ fields }) => fields.some(([, value]) => value === postId));
    const after = await moderator.submit({ ...page, forms }, { field: "reason" }, { reason: "It names a person." });
    expect([after.path, after.text.includes(title)]).toEqual(["/moderation", false]);
    expect((await stranger.send({ path: `/posts/${postId}` })).status).toBe(404);
    expect((await moderator.get("/moderation?show=withheld")).text).toContain(title);
  });
});

describe("a preview", () => {
  const ask = (visitor: Visitor, body: string, headers = {}) =>
    visitor.send({
      method: "POST",
      path: "/api/posts/preview",
      headers: { origin: app.origin, "content-type": "text/plain", ...headers },
      body,
    });

  it("is made for those who are signed in, of what is not too long, and is no page", async () => {
    const answer = await ask(author, "# Keys <script>alert(1)</script>");
    expect([answer.status, answer.text]).toEqual([200, "<h2>Keys alert(1)</h2>"]);
    expect(answer.headers["content-type"]).toMatch(/^text\/plain/);
    expect((await ask(author, "a".repeat(100_001))).status).toBe(413);
    expect((await ask(openVisitor(app), "a")).status).toBe(401);
    expect((await ask(author, "a", { origin: "https://evil.example" })).status).toBe(403);
  });
});
