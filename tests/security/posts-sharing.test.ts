import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startApp, type App } from "../support/app-server";
import { seedRole, seedStranger } from "../support/askers";
import { openVisitor, signedIn, type Visitor } from "../support/form-client";

let app: App;
let author: Visitor;
let authorId: string;

beforeAll(async () => {
  app = await startApp();
  const signed = await signedIn(app);
  [author, authorId] = [signed.visitor, signed.user.id];
});
afterAll(() => app.stop());

type Seed = { content: string; published?: boolean; withheld?: boolean; cover?: string | null; title?: string };

async function seedPost({ content, published = false, withheld = false, cover = null, title = "On keys" }: Seed) {
  const id = randomUUID();
  await app.database.query(
    `INSERT INTO "Post" ("id", "title", "content", "authorId", "published", "publishedAt", "coverImage", "unpublishedAt", "updatedAt")
     VALUES ($1, $2, $3, $4, $5, '2026-11-20T10:00:00Z', $6, CASE WHEN $7 THEN now() END, now())`,
    [id, title, content, authorId, published, cover, withheld],
  );
  return id;
}

/** What a page says of itself, by name or property, with the addresses of its links by their relation. */
async function saidBy(visitor: Visitor, path: string): Promise<Record<string, string[]>> {
  const { text } = await visitor.get(path);
  const said: Record<string, string[]> = {};
  const add = (name: string, value: string) => (said[name] ??= []).push(value);
  for (const [, name = "", content = ""] of text.matchAll(/<meta (?:name|property)="([^"]+)" content="([^"]*)"/g))
    add(name, content);
  for (const [tag] of text.matchAll(/<link [^>]*>/g)) {
    const [, rel = ""] = /rel="([^"]+)"/.exec(tag) ?? [];
    const [, href = ""] = /href="([^"]+)"/.exec(tag) ?? [];
    if (/^(canonical|alternate)$/.test(rel)) add(rel, href);
  }
  return said;
}

const ofSharing = (said: Record<string, string[]>) =>
  Object.keys(said).filter((name) => /^(og|article|twitter):|^(description|author|canonical)$/.test(name));

describe("what a page says of itself", () => {
  it("is, of a post that everybody may read, its words, author, days, cover and one address", async () => {
    const imageId = randomUUID();
    const id = await seedPost({
      ...{ published: true, cover: `/images/${imageId}`, title: 'Keys & "doors"' },
      content: "# A heading\n\nA key *opens* one lock & <b>no</b> other.",
    });
    const url = `${app.origin}/posts/${id}`;
    expect(await saidBy(openVisitor(app), `/posts/${id}`)).toMatchObject({
      description: ["A key opens one lock &amp; no other."],
      author: ["Seeded Person"],
      canonical: [url],
      alternate: [`${app.origin}/posts/feed.xml`],
      "og:type": ["article"],
      "og:url": [url],
      "og:title": ["Keys &amp; &quot;doors&quot;"],
      "og:description": ["A key opens one lock &amp; no other."],
      "og:image": [`${app.origin}/images/${imageId}/1280`],
      "article:published_time": ["2026-11-20T10:00:00.000Z"],
      "article:author": ["Seeded Person"],
      "twitter:card": ["summary_large_image"],
      "twitter:image": [`${app.origin}/images/${imageId}/1280`],
    });
  });

  it("ends no tag of the page, whatever its author wrote", async () => {
    const id = await seedPost({
      ...{ published: true, title: `"><script>alert(1)</script>` },
      content: `"><img src=x onerror=alert(2)> </head><script>alert(3)</script>`,
    });
    const { text } = await openVisitor(app).get(`/posts/${id}`);
    expect(text).not.toMatch(/<script>alert|<img src=x/);
    const said = await saidBy(openVisitor(app), `/posts/${id}`);
    expect(said["og:title"]).toEqual(["&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"]);
  });

  it("says nothing to share of a draft, nor of what was taken back, to anybody, and is for no search engine", async () => {
    const moderator = (await signedIn(app, await seedRole(app, "MODERATOR"))).visitor;
    const secret = `secret-${randomUUID()}`;
    for (const withheld of [false, true]) {
      const id = await seedPost({ content: secret, withheld });
      for (const visitor of [openVisitor(app), author, moderator]) {
        const said = await saidBy(visitor, `/posts/${id}`);
        expect(ofSharing(said).filter((name) => name !== "description")).toEqual([]);
        expect(said["description"]?.join() ?? "").not.toContain(secret);
        expect(said["robots"]?.join()).toMatch(/noindex/);
      }
    }
  });

  it("says nothing to share of a post whose author is suspended", async () => {
    const { id: suspendedId, postId } = await seedStranger(app);
    await app.database.query(`UPDATE "User" SET "suspendedAt" = now() WHERE "id" = $1`, [suspendedId]);
    const moderator = (await signedIn(app, await seedRole(app, "MODERATOR"))).visitor;
    const said = await saidBy(moderator, `/posts/${postId}`);
    expect(ofSharing(said).filter((name) => name !== "description")).toEqual([]);
    expect(said["robots"]?.join()).toMatch(/noindex/);
  });

  it("leads to the feed and to one address from the list and from an author's page", async () => {
    const { id } = await seedStranger(app);
    for (const path of ["/posts", `/u/${id}`]) {
      const said = await saidBy(openVisitor(app), path);
      expect([said["alternate"], said["canonical"], said["og:url"]]).toEqual([
        [`${app.origin}/posts/feed.xml`],
        [`${app.origin}${path}`],
        [`${app.origin}${path}`],
      ]);
    }
  });

  it("is the configured address's, whatever host a request names", async () => {
    const id = await seedPost({ content: "A text.", published: true });
    const { text } = await openVisitor(app).get(`/posts/${id}`, { "x-forwarded-host": "evil.example" });
    expect(text).not.toContain("evil.example");
  });
});

describe("an author's page", () => {
  it("lists their posts alone, a page at a time, each once, and no draft", async () => {
    const { id } = await seedStranger(app);
    await app.database.query(
      `INSERT INTO "Post" ("id", "title", "content", "authorId", "published", "publishedAt", "updatedAt")
       SELECT gen_random_uuid()::text, 'Theirs ' || n, 'Text', $1, true, now() - make_interval(mins => n / 7), now() FROM generate_series(1, 60) n`,
      [id],
    );
    await seedPost({ content: "Another's", published: true, title: "Another's" });
    const titles: string[] = [];
    let path: string | undefined = `/u/${id}`;
    while (path !== undefined) {
      const { text } = await openVisitor(app).get(path);
      titles.push(...[...text.matchAll(/hover:underline">([^<]*)<\/a>/g)].map(([, title = ""]) => title));
      path = /href="(\/u\/[^"]*after=[^"]*)"/.exec(text)?.[1]?.replaceAll("&amp;", "&");
    }
    expect([titles.length, new Set(titles).size, titles.filter((title) => /^(Draft|Another)/.test(title))]).toEqual([
      61,
      61,
      [],
    ]);
  });
});
