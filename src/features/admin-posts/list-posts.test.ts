import { beforeEach, describe, expect, it } from "vitest";
import type { AdminViewer, ModeratorViewer } from "@/core/viewer";
import { formatPageCursor } from "@/core/page-cursor";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { listPosts } from "./list-posts";
import { postListSchema, type PostListQuery } from "./schema";

const admin = {} as AdminViewer;

let deps: TestDeps;
beforeEach(() => {
  deps = createTestDeps();
});

function asked(query: Record<string, unknown> = {}): PostListQuery {
  return postListSchema.parse(query);
}

const daysAgo = (days: number) => new Date(deps.clock.now().getTime() - days * 86_400_000);

async function writings() {
  const ada = await createUser(deps, { name: "Ada", email: "ada@example.com" });
  const sue = await createUser(deps, { name: "Sue", email: "sue@example.com" });
  await deps.db.user.update({ where: { id: sue.id }, data: { suspendedAt: daysAgo(0) } });
  await deps.db.post.createMany({
    data: [
      { title: "On brass-keys", content: "Text", authorId: ada.id, published: true, updatedAt: daysAgo(1) },
      { title: "Keys, a draft", authorId: ada.id, updatedAt: daysAgo(2) },
      { title: "Gone 100%", authorId: ada.id, unpublishedAt: daysAgo(3), updatedAt: daysAgo(3) },
      { title: "Élan", authorId: sue.id, published: true, updatedAt: daysAgo(4) },
    ],
  });
  return { ada, sue };
}

const titles = async (query: Record<string, unknown>) =>
  (await listPosts(deps, admin, asked(query))).posts.map(({ title }) => title);

describe("the list of everybody's posts", () => {
  it("tells title, state, author and day, of drafts as well, and no text", async () => {
    const { ada, sue } = await writings();
    const { posts, next } = await listPosts(deps, admin, asked());
    expect(posts.map(({ title, state }) => [title, state])).toEqual([
      ["On brass-keys", "published"],
      ["Keys, a draft", "draft"],
      ["Gone 100%", "withheld"],
      ["Élan", "published"],
    ]);
    expect(posts[1]).toEqual({
      id: posts[1]?.id,
      title: "Keys, a draft",
      state: "draft",
      author: { id: ada.id, name: "Ada", isSuspended: false },
      publishedAt: null,
      updatedAt: daysAgo(2),
    });
    expect(posts[3]?.author).toEqual({ id: sue.id, name: "Sue", isSuspended: true });
    expect(next).toBeNull();
  });

  it.each([
    [{ q: "key" }, ["On brass-keys", "Keys, a draft"]],
    [{ q: "keys brass" }, ["On brass-keys"]],
    [{ q: "ÉLA" }, ["Élan"]],
    [{ q: "eys" }, []],
    [{ q: "%" }, []],
    [{ q: "100%" }, ["Gone 100%"]],
    [{ q: "' OR true --" }, []],
    [{ q: "a\u0000b:*|!&\\" }, []],
    [{ q: "key", state: "draft" }, ["Keys, a draft"]],
    [{ q: "key", author: "sue@example.com" }, []],
    [{ state: "withheld" }, ["Gone 100%"]],
    [{ state: "published" }, ["On brass-keys", "Élan"]],
    [{ state: "password" }, ["On brass-keys", "Keys, a draft", "Gone 100%", "Élan"]],
    [{ author: "ADA@example.com", state: "published" }, ["On brass-keys"]],
    [{ author: "nobody@example.com" }, []],
    [{ author: "' OR true --" }, []],
    [{ sort: "oldest" }, ["Élan", "Gone 100%", "Keys, a draft", "On brass-keys"]],
  ])("finds by %j %j", async (query, expected) => {
    await writings();
    expect(await titles(query)).toEqual(expected);
  });

  it("finds an author's posts by the account's id", async () => {
    const { sue } = await writings();
    expect(await titles({ author: sue.id })).toEqual(["Élan"]);
  });

  it.each(["changed", "oldest"])("shows each post once, sorted by %s, also those of one moment", async (sort) => {
    const { id: authorId } = await createUser(deps);
    await deps.db.post.createMany({
      data: Array.from({ length: 23 }, (_, index) => ({
        title: `Post ${index}`,
        authorId,
        published: index % 2 === 0,
        updatedAt: daysAgo(index % 3),
      })),
    });
    const queries: [Record<string, unknown>, number][] = [
      [{}, 23],
      [{ q: "post" }, 23],
      [{ author: authorId }, 23],
      [{ state: "draft" }, 11],
    ];
    for (const [query, count] of queries) {
      const seen: string[] = [];
      let after: string | undefined;
      do {
        const { posts, next } = await listPosts(deps, admin, asked({ ...query, sort, after, limit: 4 }));
        seen.push(...posts.map(({ title }) => title));
        after = next ? formatPageCursor(next) : undefined;
      } while (after);
      expect([seen.length, new Set(seen).size]).toEqual([count, count]);
    }
  });

  it.each([
    [{ limit: "1000000000" }, 100],
    [{ limit: "-5" }, 25],
    [{ limit: "NaN" }, 25],
    [{ limit: ["3", "4"] }, 25],
    [{ after: "garbage" }, 25],
    [{ after: "99999999999999-x" }, 25],
    [{ after: "-1-x" }, 25],
    [{ sort: "password; DROP TABLE" }, 25],
    [{ q: ["a", "b"], author: ["a"], state: "all" }, 25],
  ])("answers %j by a page of %d", async (query, size) => {
    const { id: authorId } = await createUser(deps);
    await deps.db.post.createMany({ data: Array.from({ length: 120 }, () => ({ title: "P", authorId })) });
    expect((await listPosts(deps, admin, asked(query))).posts).toHaveLength(size);
  });

  it("sorts a thousand finds of a search at most, and says where there were more", async () => {
    const { id: authorId } = await createUser(deps);
    await deps.db.post.createMany({
      data: Array.from({ length: 1005 }, (_, index) => ({ title: `Many ${index}`, authorId })),
    });
    expect(await listPosts(deps, admin, asked({ q: "many", limit: 100 }))).toMatchObject({ isCut: true });
    expect(await listPosts(deps, admin, asked({ q: "many 1004" }))).toMatchObject({ isCut: false });
  });

  it("cannot be asked for without an administrator's brand", () => {
    // @ts-expect-error A moderator is no administrator, and sees no draft.
    const call = () => listPosts(deps, {} as ModeratorViewer, asked());
    expect(call).toBeTypeOf("function");
  });
});
