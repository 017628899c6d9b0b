import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type App } from "../support/app-server";
import { seedUser, type SeededUser } from "../support/app-database";
import { seedRole } from "../support/askers";
import type { Answer } from "../support/exchange";
import { getPageData, openVisitor, signedIn, signIn, type Page, type Visitor } from "../support/form-client";

const nobodys = "00000000-0000-4000-8000-000000000000";

let app: App;
let author: Visitor;
let user: SeededUser;
let other: Visitor;
let admin: Visitor;

beforeAll(async () => {
  app = await startApp();
  ({ visitor: author, user } = await signedIn(app));
  other = (await signedIn(app)).visitor;
  admin = (await signedIn(app, await seedRole(app, "ADMIN"))).visitor;
});
afterAll(() => app.stop());

type Body = { postId?: string; version?: number; current?: { content: string; version: number }; fault?: string };

async function autosave(visitor: Visitor, input: unknown, headers = {}): Promise<Answer & { body: Body }> {
  const answer = await visitor.send({
    method: "POST",
    path: "/api/posts/autosave",
    headers: { origin: app.origin, "content-type": "application/json", ...headers },
    body: typeof input === "string" ? input : JSON.stringify(input),
  });
  return { ...answer, body: answer.text.startsWith("{") ? (JSON.parse(answer.text) as Body) : {} };
}

const newText = (content: string) => ({
  ...{ writerId: user.id, createKey: randomUUID() as string, standing: null, title: "On keys", content },
});

async function seedPost(content: string, published: boolean): Promise<string> {
  const id = randomUUID();
  await app.database.query(
    `INSERT INTO "Post" ("id", "title", "content", "authorId", "published", "updatedAt") VALUES ($1, 'On keys', $2, $3, $4, now())`,
    [id, content, user.id, published],
  );
  return id;
}

async function contentOf(postId: string | undefined): Promise<string | undefined> {
  const [row] = await app.database.query<{ content: string }>(`SELECT "content" FROM "Post" WHERE "id" = $1`, [postId]);
  return row?.content;
}

const countOf = async (title: string) =>
  (await app.database.query(`SELECT 1 FROM "Post" WHERE "title" = $1`, [title])).length;

describe("an autosave", () => {
  it("makes one post of a request that is sent ten times at once", async () => {
    const input = { ...newText("Once"), title: `Once ${randomUUID()}` };
    const answers = await Promise.all(Array.from({ length: 10 }, () => autosave(author, input)));
    expect(new Set(answers.map(({ status, body }) => `${status} ${body.postId}`)).size).toBe(1);
    expect(await countOf(input.title)).toBe(1);
  });

  it("of a stranger's post is what one of an unknown post is, to administrators too, and changes nothing", async () => {
    const postId = await seedPost("Mine", true);
    for (const visitor of [other, admin]) {
      const [{ id } = { id: "" }] = await app.database.query<{ id: string }>(
        `SELECT u."id" FROM "User" u JOIN "Session" s ON s."userId" = u."id" WHERE u."id" <> $1 AND (u."role" = 'ADMIN') = $2`,
        [user.id, visitor === admin],
      );
      const input = { ...newText("Not mine"), writerId: id };
      const answers = await Promise.all(
        [postId, nobodys].map((named) => autosave(visitor, { ...input, standing: { postId: named, version: 1 } })),
      );
      expect(answers.map(({ status }) => status)).toEqual([404, 404]);
      expect(answers[0]?.text).toBe(answers[1]?.text);
    }
    expect(await contentOf(postId)).toBe("Mine");
  });

  it("is answered to nobody who is not signed in, nor from another site, nor for another person's page", async () => {
    const before = await app.database.snapshot();
    expect((await autosave(openVisitor(app), newText("a"))).status).toBe(401);
    expect((await autosave(author, newText("a"), { origin: "https://evil.example" })).status).toBe(403);
    expect((await autosave(other, newText("a"))).status).toBe(401);
    expect(await app.database.snapshot()).toBe(before);
  });

  it.each<[string, unknown]>([
    ["nothing", ""],
    ["half an object", '{"title":'],
    ["null", "null"],
    ["a list", "[]"],
    ["a number", "1e400"],
    ["a form", "title=a&content=b"],
    ["a prototype", '{"__proto__":{"writerId":"a"}}'],
    ["a filter for a title", { title: { contains: "" } }],
    ["a list for a text", { content: ["a"] }],
    ["a filter for a post", { standing: { postId: { not: null }, version: 1 } }],
    ["a version below all", { standing: { postId: nobodys, version: -1 } }],
    ["a version beyond all", { standing: { postId: nobodys, version: 2_147_483_648 } }],
    ["half a version", { standing: { postId: nobodys, version: 1.5 } }],
    ["a field that is not its own", { published: true }],
    ["somebody else for an author", { authorId: nobodys }],
    ["a text with a null byte", { content: "a\u0000" }],
    ["half a character", { content: "\ud800" }],
    ["a title of two lines", { title: "a\nb" }],
    ["a text over its length", { content: "a".repeat(100_001) }],
  ])("is refused with %s, and changes nothing", async (_, sent) => {
    const before = await app.database.snapshot();
    const body = typeof sent === "string" ? sent : { ...newText("a"), ...(sent as object) };
    expect((await autosave(author, body)).status).toBe(400);
    expect(await app.database.snapshot()).toBe(before);
  });

  it("is refused with ten megabytes before they are read", async () => {
    expect((await autosave(author, newText("a".repeat(10_000_000)))).status).toBe(413);
  });

  it("of a published post is in no page, data, metadata or feed for anybody but its author", async () => {
    const postId = await seedPost("What everybody reads.", true);
    const secret = `half-a-sentence-${randomUUID()}`;
    const saved = await autosave(author, { ...newText(secret), title: secret, standing: { postId, version: 1 } });
    expect([saved.status, saved.body.version]).toEqual([200, 2]);
    const paths = [`/posts/${postId}`, "/posts", "/posts/feed.xml", `/u/${user.id}`, `/posts/write?post=${postId}`];
    for (const visitor of [openVisitor(app), other, admin]) {
      const answers = await Promise.all(paths.flatMap((path) => [visitor.send({ path }), getPageData(visitor, path)]));
      expect(answers.filter(({ text }) => text.includes(secret))).toEqual([]);
    }
    expect((await author.get(`/posts/${postId}`)).text).not.toContain(secret);
    expect((await author.get(`/posts/write?post=${postId}`)).text).toContain(secret);
    expect((await author.get("/posts/mine")).shown).toContain("with changes");
  });
});

/** A browser of its own for the author, whose session ends before the form is sent. */
async function writeAndBeSignedOut(path: string): Promise<{ visitor: Visitor; page: Page }> {
  const { visitor } = await signedIn(app, user);
  const page = await visitor.get(path);
  await visitor.submit(page, { button: /sign out/i });
  return { visitor, page };
}

describe("a save by hand, without scripts,", () => {
  it.each(["a new post", "a post that is there"])(
    "of %s after the session ended gives back what was typed, and is saved from there after signing in again",
    async (which) => {
      const postId = which === "a new post" ? null : await seedPost("Before", false);
      const path = postId === null ? "/posts/write" : `/posts/write?post=${postId}`;
      const { visitor, page } = await writeAndBeSignedOut(path);
      const typed = { title: `Kept ${randomUUID()}`, content: "What took\nan hour to write.", intent: "save" };
      const refused = await visitor.submit(page, { field: "content" }, typed);
      expect(refused.shown).toContain("You were signed out");
      expect(refused.text).toContain("an hour to write.");
      expect(await countOf(typed.title)).toBe(0);
      await signIn(visitor, user);
      const saved = await visitor.submit(refused, { field: "content" }, { intent: "save" });
      expect(saved.path).toMatch(postId === null ? /^\/posts\/write\?post=/ : new RegExp(`post=${postId}$`));
      expect(await contentOf(saved.path.split("=")[1])).toBe("What took\nan hour to write.");
      expect(await countOf(typed.title)).toBe(1);
    },
  );

  it("of a page that was made for somebody else is not put into the account of who signed in since", async () => {
    const { visitor, page } = await writeAndBeSignedOut("/posts/write");
    await signIn(visitor, await seedUser(app.database));
    const typed = { title: `Not theirs ${randomUUID()}`, content: "Mine.", intent: "publish" };
    const refused = await visitor.submit(page, { field: "content" }, typed);
    expect(refused.shown).toContain("Somebody else signed in");
    expect([refused.text.includes("Mine."), await countOf(typed.title)]).toEqual([true, 0]);
  });

  it("that is sent twice makes one post", async () => {
    const page = await author.get("/posts/write");
    const typed = { title: `Twice ${randomUUID()}`, content: "A text.", intent: "save" };
    const saved = await Promise.all([1, 2].map(() => author.submit(page, { field: "content" }, typed)));
    expect(new Set(saved.map(({ path }) => path)).size).toBe(1);
    expect(await countOf(typed.title)).toBe(1);
  });

  it("of a page that made its post already shows both texts, and changes that post from there", async () => {
    const page = await author.get("/posts/write");
    const title = `Back ${randomUUID()}`;
    const first = await author.submit(page, { field: "content" }, { title, content: "The first.", intent: "save" });
    const again = await author.submit(page, { field: "content" }, { title, content: "The second.", intent: "save" });
    expect([again.text.includes("The first."), again.text.includes("The second.")]).toEqual([true, true]);
    const saved = await author.submit(again, { field: "content" }, { content: "Both.", intent: "save" });
    expect(saved.path).toBe(first.path);
    expect([await contentOf(first.path.split("=")[1]), await countOf(title)]).toEqual(["Both.", 1]);
  });

  it("takes the longest text of three bytes a letter, also beside another that was saved elsewhere", async () => {
    const postId = await seedPost("Before", false);
    const path = `/posts/write?post=${postId}`;
    const [first, second] = [await author.get(path), await author.get(path)];
    const [one, two] = ["鍵".repeat(100_000), "鎖".repeat(100_000)];
    await author.submit(first, { field: "content" }, { content: one, intent: "save" });
    expect((await contentOf(postId)) === one).toBe(true);
    const conflict = await author.submit(second, { field: "content" }, { content: two, intent: "save" });
    expect([conflict.status, conflict.text.includes(one), conflict.text.includes(two)]).toEqual([200, true, true]);
    const saved = await author.submit(conflict, { field: "content" }, { intent: "save" });
    expect([saved.status, saved.path, (await contentOf(postId)) === two]).toEqual([200, path, true]);
  });
});
