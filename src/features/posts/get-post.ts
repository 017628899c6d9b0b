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
  /** Why a moderator withholds it. */
  withheldFor: string | null;
  /** Whether this reader may change it. */
  isEditable: boolean;
  /** Whether this reader wrote it. */
  isOwn: boolean;
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
  const isOwn = viewer?.id === found.authorId;
  const isEditable = isOwn || viewer?.role === "ADMIN";
  const state = postState(found);
  const isOpen = state === "published" && found.author.suspendedAt === null;
  const isModerated = state !== "draft" && viewer !== null && hasRole(viewer.role, "MODERATOR");
  if (!isOpen && !isEditable && !isModerated) return null;
  const { id, title, content, coverImage, publishedAt, updatedAt, readTime, version, unpublishReason } = found;
  return {
    ...{ id, title, content: content ?? "", coverImage, author: toAuthor(found.author), state },
    ...{ publishedAt, updatedAt, readTime, version, isEditable, isOwn },
    withheldFor: state === "withheld" ? unpublishReason : null,
  };
}

/** A post for who may change it, as `getPost` says; null for everybody else. */
export async function getPostToEdit(
  deps: Pick<Deps, "db">,
  viewer: Viewer,
  input: { postId: string },
): Promise<ReadPost | null> {
  const post = await getPost(deps, viewer, input);
  return post?.isEditable ? post : null;
}
