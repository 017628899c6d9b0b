import type { Deps } from "@/core/deps";
import { olderThan, pageSize, toPage, type PageCursor } from "@/core/page-cursor";
import type { ModeratorViewer } from "@/core/viewer";

export type PublishedPost = {
  id: string;
  title: string;
  /** The author's name: their address is none of a moderator's business. */
  author: string;
  createdAt: Date;
};

/** What everybody can read, from the newest on, a page at a time; drafts are their authors' own. */
export async function listPublishedPosts(
  deps: Pick<Deps, "db">,
  _viewer: ModeratorViewer,
  { after }: { after: PageCursor | null },
): Promise<{ posts: PublishedPost[]; next: PageCursor | null }> {
  const found = await deps.db.post.findMany({
    where: { published: true, ...olderThan(after) },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: pageSize + 1,
    select: { id: true, title: true, createdAt: true, author: { select: { name: true } } },
  });
  const { rows, next } = toPage(found);
  return { posts: rows.map(({ author, ...post }) => ({ ...post, author: author.name })), next };
}
