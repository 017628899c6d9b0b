import { describe, expect, it } from "vitest";
import type { AdminViewer, ModeratorViewer, Viewer } from "@/core/viewer";
import { createTestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { listPublishedPosts } from "./list-published-posts";

const moderator = {} as ModeratorViewer;

describe("the list of published posts", () => {
  it("tells title, author's name and date, and neither drafts nor addresses", async () => {
    const deps = createTestDeps();
    const { id: authorId } = await createUser(deps, { name: "Grace" });
    const createdAt = deps.clock.now();
    const post = await deps.db.post.create({
      data: { title: "On keys", content: "The text.", authorId, published: true, createdAt },
    });
    await deps.db.post.create({ data: { title: "A draft", authorId } });
    expect(await listPublishedPosts(deps, moderator, { after: null })).toEqual({
      posts: [{ id: post.id, title: "On keys", author: "Grace", createdAt }],
      next: null,
    });
  });

  it("goes on after the last post of the page before, newest first", async () => {
    const deps = createTestDeps();
    const { id: authorId } = await createUser(deps);
    const start = deps.clock.now().getTime();
    await deps.db.post.createMany({
      data: Array.from({ length: 27 }, (_, index) => ({
        title: `Post ${index}`,
        authorId,
        published: true,
        createdAt: new Date(start + index),
      })),
    });
    const first = await listPublishedPosts(deps, moderator, { after: null });
    const second = await listPublishedPosts(deps, moderator, { after: first.next });
    expect([first.posts[0]?.title, first.posts.length]).toEqual(["Post 26", 25]);
    expect(second.posts.map(({ title }) => title)).toEqual(["Post 1", "Post 0"]);
    expect(second.next).toBeNull();
  });

  it("can be asked for by an administrator, and by nobody without a brand", () => {
    const calls = [
      () => listPublishedPosts(createTestDeps(), {} as AdminViewer, { after: null }),
      // @ts-expect-error A viewer whose role nobody looked at.
      () => listPublishedPosts(createTestDeps(), {} as Viewer, { after: null }),
    ];
    expect(calls).toHaveLength(2);
  });
});
