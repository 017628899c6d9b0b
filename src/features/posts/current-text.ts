import type { Transaction } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import type { LockedPost } from "./lock-post";

export type PostText = { title: string; content: string };

/** A post's text as it stands, for who began with an older one. */
export type CurrentText = PostText & { version: number };

export type Conflict = { ok: false; reason: "conflict"; postId: string; current: CurrentText };

/**
 * The newest text of a post that this person may write on: their working copy, or the post itself where there is none or where the post
 * was saved since. Of another's working copy nobody learns anything, administrators neither.
 */
export async function readCurrent(
  tx: Transaction,
  viewer: Viewer,
  post: LockedPost,
): Promise<{ current: CurrentText; hasCopy: boolean }> {
  const isAuthor = post.authorId === viewer.id;
  const copy = isAuthor ? await tx.workingCopy.findUnique({ where: { postId: post.id } }) : null;
  const { title, content } = copy?.version === post.version ? copy : post;
  return { current: { title, content: content ?? "", version: post.version }, hasCopy: copy !== null };
}

export function isSameText(one: PostText, other: PostText): boolean {
  return one.title === other.title && one.content === other.content;
}

export function conflictOf(post: LockedPost, current: CurrentText): Conflict {
  return { ok: false, reason: "conflict", postId: post.id, current };
}
