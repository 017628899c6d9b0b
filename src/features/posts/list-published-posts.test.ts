import { beforeEach, describe, expect, it } from "vitest";
import type { AdminViewer, ModeratorViewer, Viewer } from "@/core/viewer";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { listOwnPosts } from "./list-own-posts";
import { listFeedPosts, listPostsToModerate, listPublishedPosts } from "./list-published-posts";

const moderator = {} as ModeratorViewer;
const all = { after: null, withheld: false };

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps();
});

describe("the list of published posts", () => {
  it("tells title, author's name and date, and neither drafts nor addresses", async () => {
    const { id: authorId } = await createUser(deps, { name: "Grace" });
    const publishedAt = deps.clock.now();
    const post = await deps.db.post.create({
      data: { title: "On keys", content: "The text.", authorId, published: true, publishedAt },
    });
    await deps.db.post.create({ data: { title: "A draft", authorId } });
    await deps.db.post.create({ data: { title: "Withheld", authorId, publishedAt, unpublishedAt: publishedAt } });
    const shown = {
      id: post.id,
      title: "On keys",
      author: { name: "Grace", publicId: null },
      publishedAt,
      readTime: null,
    };
    expect(await listPublishedPosts(deps, { after: null })).toEqual({ posts: [shown], next: null });
    expect(await listPublishedPosts(deps, { after: null, authorId })).toEqual({ posts: [shown], next: null });
    expect(await listPostsToModerate(deps, moderator, all)).toEqual({ posts: [shown], next: null });
    expect((await listFeedPosts(deps)).map(({ title, content }) => [title, content])).toEqual([
      ["On keys", "The text."],
    ]);
    const withheld = await listPostsToModerate(deps, moderator, { after: null, withheld: true });
    expect(withheld.posts.map(({ title }) => title)).toEqual(["Withheld"]);
  });

  it("names an author's page only where they chose to have one", async () => {
    const { id: authorId } = await createUser(deps);
    await deps.db.profile.create({ data: { userId: authorId, isPublic: true } });
    await deps.db.post.create({ data: { title: "On keys", authorId, published: true } });
    const { posts } = await listPublishedPosts(deps, { after: null });
    expect(posts[0]?.author.publicId).toBe(authorId);
  });

  it("shows the posts of the suspended to moderators alone", async () => {
    const { id: authorId } = await createUser(deps);
    await deps.db.post.create({ data: { title: "On keys", authorId, published: true } });
    await deps.db.user.update({ where: { id: authorId }, data: { suspendedAt: deps.clock.now() } });
    expect((await listPublishedPosts(deps, { after: null })).posts).toEqual([]);
    expect(await listFeedPosts(deps)).toEqual([]);
    expect((await listPostsToModerate(deps, moderator, all)).posts).toHaveLength(1);
  });

  it("goes on after the last post of the page before, newest first, also among posts of one moment", async () => {
    const { id: authorId } = await createUser(deps);
    const start = deps.clock.now().getTime();
    await deps.db.post.createMany({
      data: Array.from({ length: 60 }, (_, index) => ({
        title: `Post ${index}`,
        authorId,
        published: true,
        publishedAt: new Date(start + Math.floor(index / 20)),
      })),
    });
    const seen: string[] = [];
    let after = null;
    do {
      const page = await listPublishedPosts(deps, { after });
      seen.push(...page.posts.map(({ title }) => title));
      after = page.next;
    } while (after);
    expect([seen.length, new Set(seen).size]).toEqual([60, 60]);
    expect(seen.slice(0, 20).every((title) => Number(title.slice(5)) >= 40)).toBe(true);
  });

  it("gives a post that another application published the day on which it was begun", async () => {
    const { id: authorId } = await createUser(deps);
    const createdAt = new Date("2026-01-05T09:00:00Z");
    await deps.db.post.create({ data: { title: "Old", authorId, published: true, createdAt } });
    const { posts } = await listPublishedPosts(deps, { after: null });
    expect(posts[0]?.publishedAt).toEqual(createdAt);
  });

  it("can be moderated by an administrator, and by nobody without a brand", () => {
    const calls = [
      () => listPostsToModerate(createTestDeps(), {} as AdminViewer, all),
      // @ts-expect-error A viewer whose role nobody looked at.
      () => listPostsToModerate(createTestDeps(), {} as Viewer, all),
    ];
    expect(calls).toHaveLength(2);
  });
});

it("lists one's own posts alone, the last changed first, each with its state", async () => {
  const { id } = await createUser(deps);
  const { id: other } = await createUser(deps);
  const at = deps.clock.now();
  const day = (days: number) => new Date(at.getTime() - days * 86_400_000);
  await deps.db.post.createMany({
    data: [
      { title: "Draft", authorId: id, updatedAt: day(1) },
      { title: "Open", authorId: id, published: true, updatedAt: day(3) },
      { title: "Withheld", authorId: id, unpublishedAt: at, updatedAt: day(2) },
      { title: "Another's", authorId: other, updatedAt: day(0) },
    ],
  });
  const { posts } = await listOwnPosts(deps, { id } as Viewer, { after: null });
  expect(posts.map(({ title, state }) => [title, state])).toEqual([
    ["Draft", "draft"],
    ["Withheld", "withheld"],
    ["Open", "published"],
  ]);
});
