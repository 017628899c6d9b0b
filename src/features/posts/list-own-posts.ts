import type { Deps } from "@/core/deps";
import { pageSize, type PageCursor } from "@/core/page-cursor";
import type { Viewer } from "@/core/viewer";
import { olderBy, toPostPage } from "./post-order";

export type PostState = "draft" | "published" | "withheld";

export type OwnPost = { id: string; title: string; state: PostState; updatedAt: Date; hasChanges: boolean };

/** What the viewer wrote, drafts and all, the last changed first, a page at a time. */
export async function listOwnPosts(
  deps: Pick<Deps, "db">,
  viewer: Viewer,
  { after }: { after: PageCursor | null },
): Promise<{ posts: OwnPost[]; next: PageCursor | null }> {
  const found = await deps.db.post.findMany({
    where: { authorId: viewer.id, ...olderBy("updatedAt", after) },
    orderBy: [{ updatedAt: "desc" }, { id: "desc" }],
    take: pageSize + 1,
    select: {
      ...{ id: true, title: true, published: true, publishedAt: true, unpublishedAt: true, updatedAt: true },
      workingCopy: { select: { postId: true } },
    },
  });
  const { posts, next } = toPostPage(found, "updatedAt");
  const shown = posts.map((post) => ({
    id: post.id,
    title: post.title,
    state: postState(post),
    updatedAt: post.updatedAt,
    hasChanges: post.workingCopy !== null,
  }));
  return { posts: shown, next };
}

export function postState({ published, unpublishedAt }: { published: boolean; unpublishedAt: Date | null }): PostState {
  if (published) return "published";
  return unpublishedAt ? "withheld" : "draft";
}
