import type { Deps } from "@/core/deps";
import { hasRole, type Viewer } from "@/core/viewer";
import { postState, type PostState } from "./list-own-posts";
import { authorColumns, toAuthor, type PostAuthor } from "./list-published-posts";

export type ReadPost = {
  id: string;
  title: string;
  /** Markdown. */
  content: string;
  coverImage: string | null;
  author: PostAuthor;
  state: PostState;
  publishedAt: Date | null;
  updatedAt: Date;
  readTime: number | null;
  version: number;
  /** Whether everybody may read it. */
  isOpen: boolean;
  /** Why a moderator withholds it. */
  withheldFor: string | null;
  /** Whether this reader wrote it. */
  isAuthor: boolean;
  /** Whether this reader may change it. */
  isEditable: boolean;
};

/**
 * A post as this reader may see it: a published one everybody, a draft its author and administrators, one that is withheld or whose
 * author is suspended moderators as well. Null for everybody else and for an id that is no post's alike.
 */
export async function getPost(
  deps: Pick<Deps, "db">,
  viewer: Viewer | null,
  { postId }: { postId: string },
): Promise<ReadPost | null> {
  const found = await deps.db.post.findUnique({ where: { id: postId }, include: { author: authorColumns } });
  if (!found) return null;
  const isAuthor = viewer?.id === found.authorId;
  const isEditable = isAuthor || viewer?.role === "ADMIN";
  const state = postState(found);
  const isOpen = state === "published" && found.author.suspendedAt === null;
  const isModerated = state !== "draft" && viewer !== null && hasRole(viewer.role, "MODERATOR");
  if (!isOpen && !isEditable && !isModerated) return null;
  const { id, title, content, coverImage, publishedAt, updatedAt, readTime, version, unpublishReason } = found;
  return {
    ...{ id, title, content: content ?? "", coverImage, author: toAuthor(found.author), state },
    ...{ publishedAt, updatedAt, readTime, version, isOpen, isAuthor, isEditable },
    withheldFor: state === "withheld" ? unpublishReason : null,
  };
}

export type PostToEdit = ReadPost & {
  /** What its author wrote on and did not save by hand; `isStale` where the post itself was saved since. */
  workingCopy: { title: string; content: string; isStale: boolean } | null;
};

/** A post for who may change it, as `getPost` says, with its author's working copy for them alone; null for everybody else. */
export async function getPostToEdit(
  deps: Pick<Deps, "db">,
  viewer: Viewer,
  input: { postId: string },
): Promise<PostToEdit | null> {
  const post = await getPost(deps, viewer, input);
  if (!post?.isEditable) return null;
  if (!post.isAuthor) return { ...post, workingCopy: null };
  const copy = await deps.db.workingCopy.findUnique({ where: { postId: post.id } });
  if (!copy) return { ...post, workingCopy: null };
  const { title, content, version } = copy;
  return { ...post, workingCopy: { title, content, isStale: version !== post.version } };
}
