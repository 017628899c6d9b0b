import type { Deps } from "@/core/deps";
import { pageSize, type PageCursor } from "@/core/page-cursor";
import type { ModeratorViewer } from "@/core/viewer";
import type { Prisma } from "@/platform/prisma/client";
import { feedLength } from "./policy";
import { olderBy, readableByAll, toPostPage } from "./post-order";

/** An author as everybody may know them: by name, and by id where they chose to have a page of their own. Never by their address. */
export type PostAuthor = { name: string; publicId: string | null };

export type PublishedPost = {
  id: string;
  title: string;
  author: PostAuthor;
  publishedAt: Date;
  /** Whole minutes. */
  readTime: number | null;
};

export type PostPage = { posts: PublishedPost[]; next: PageCursor | null };

export const authorColumns = {
  select: { id: true, name: true, isVerified: true, suspendedAt: true, profile: { select: { isPublic: true } } },
} satisfies Prisma.UserDefaultArgs;

const columns = {
  id: true,
  title: true,
  readTime: true,
  publishedAt: true,
  updatedAt: true,
  author: authorColumns,
} satisfies Prisma.PostSelect;

/** What everybody may read, from the newest on, a page at a time; of one author, where one is named. */
export async function listPublishedPosts(
  deps: Pick<Deps, "db">,
  { after, authorId }: { after: PageCursor | null; authorId?: string },
): Promise<PostPage> {
  return await findPage(deps, { ...readableByAll, ...(authorId === undefined ? {} : { authorId }) }, after);
}

/** The newest of what everybody may read, for a feed, with its Markdown. */
export async function listFeedPosts(
  deps: Pick<Deps, "db">,
): Promise<(PublishedPost & { content: string; version: number; updatedAt: Date })[]> {
  const found = await deps.db.post.findMany({
    where: readableByAll,
    orderBy: [{ publishedAt: "desc" }, { id: "desc" }],
    take: feedLength,
    select: { ...columns, content: true, version: true },
  });
  return found.map((row) => ({
    ...toPublished(row),
    content: row.content ?? "",
    version: row.version,
    updatedAt: row.updatedAt,
  }));
}

/** What was published, also by the suspended; or what moderators withhold. Drafts are their authors' own. */
export async function listPostsToModerate(
  deps: Pick<Deps, "db">,
  _viewer: ModeratorViewer,
  { after, withheld }: { after: PageCursor | null; withheld: boolean },
): Promise<PostPage> {
  const where = withheld ? { published: false, unpublishedAt: { not: null } } : { published: true };
  return await findPage(deps, where, after);
}

async function findPage(
  deps: Pick<Deps, "db">,
  where: Prisma.PostWhereInput,
  after: PageCursor | null,
): Promise<PostPage> {
  const found = await deps.db.post.findMany({
    where: { ...where, publishedAt: { not: null }, ...olderBy("publishedAt", after) },
    orderBy: [{ publishedAt: "desc" }, { id: "desc" }],
    take: pageSize + 1,
    select: columns,
  });
  const { posts, next } = toPostPage(found, "publishedAt");
  return { posts: posts.map(toPublished), next };
}

type Row = Prisma.PostGetPayload<{ select: typeof columns }>;

function toPublished({ id, title, author, publishedAt, readTime }: Row): PublishedPost {
  return { id, title, author: toAuthor(author), publishedAt: publishedAt ?? new Date(0), readTime };
}

export function toAuthor({ id, name, isVerified, suspendedAt, profile }: Row["author"]): PostAuthor {
  const hasPage = isVerified && suspendedAt === null && profile?.isPublic === true;
  return { name, publicId: hasPage ? id : null };
}
