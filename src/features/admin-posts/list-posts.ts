import type { Deps } from "@/core/deps";
import { emailSchema } from "@/core/email";
import type { PageCursor } from "@/core/page-cursor";
import { runIn } from "@/core/statement";
import type { AdminViewer } from "@/core/viewer";
import { foundMax, planList } from "./list-plan";
import type { PostListQuery, PostState } from "./schema";

export type ListedPost = {
  id: string;
  title: string;
  state: PostState;
  author: { id: string; name: string; isSuspended: boolean };
  publishedAt: Date | null;
  updatedAt: Date;
};

export type ListedPosts = {
  posts: ListedPost[];
  /** Where the next page begins; null at the end. */
  next: PageCursor | null;
  /** Whether the search found more than it sorts, so that some are on no page. */
  isCut: boolean;
};

type FoundPost = Omit<ListedPost, "author"> & {
  authorId: string;
  authorName: string;
  authorSuspendedAt: Date | null;
  found: number;
};

/** Everybody's posts that are asked for, drafts as well, a page at a time; never their texts. */
export async function listPosts(
  deps: Pick<Deps, "db">,
  _viewer: AdminViewer,
  query: PostListQuery,
): Promise<ListedPosts> {
  const authorId = query.author === "" ? null : await findAuthor(deps, query.author);
  if (authorId === undefined) return { posts: [], next: null, isCut: false };
  const found = await deps.db.$transaction(async (tx) => {
    // A search whose finds are misjudged must not read the whole table for them.
    if (query.q !== "") await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
    return await runIn(tx)<FoundPost>({ name: "latchkey_list_posts", ...planList(query, authorId) });
  });
  const rows = found.slice(0, query.limit);
  const last = rows.at(-1);
  return {
    posts: rows.map(toListedPost),
    next: last && found.length > query.limit ? { createdAt: last.updatedAt, id: last.id } : null,
    isCut: (last?.found ?? 0) > foundMax,
  };
}

/** Undefined where nobody has that id or address. */
async function findAuthor({ db }: Pick<Deps, "db">, asked: string): Promise<string | undefined> {
  const { data: email } = emailSchema.safeParse(asked);
  if (email === undefined) return asked;
  return (await db.user.findUnique({ where: { email }, select: { id: true } }))?.id;
}

function toListedPost({ id, title, state, publishedAt, updatedAt, ...author }: FoundPost): ListedPost {
  const { authorId, authorName, authorSuspendedAt } = author;
  return {
    ...{ id, title, state, publishedAt, updatedAt },
    author: { id: authorId, name: authorName, isSuspended: authorSuspendedAt !== null },
  };
}
