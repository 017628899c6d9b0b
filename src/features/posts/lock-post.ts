import type { Transaction } from "@/core/deps";
import { runIn } from "@/core/statement";
import type { Viewer } from "@/core/viewer";
import type { Role } from "@/platform/prisma/enums";

export type LockedPost = {
  id: string;
  title: string;
  content: string | null;
  coverImage: string | null;
  version: number;
  published: boolean;
  publishedAt: Date | null;
  unpublishedAt: Date | null;
  authorId: string;
  authorEmail: string;
  authorRole: Role;
};

/** Reads a post and holds its row until the transaction ends, so that of two changes one sees the other. */
export async function lockPost(tx: Transaction, postId: string): Promise<LockedPost | null> {
  const rows = await runIn(tx)<LockedPost>({
    name: "latchkey_lock_post",
    text: `
      SELECT p."id", p."title", p."content", p."coverImage", p."version", p."published", p."publishedAt", p."unpublishedAt",
        p."authorId", u."email" AS "authorEmail", u."role"::text AS "authorRole"
      FROM "Post" p JOIN "User" u ON u."id" = p."authorId" WHERE p."id" = $1 FOR NO KEY UPDATE OF p`,
    values: [postId],
  });
  return rows[0] ?? null;
}

/** The same for who may change it: its author, and administrators. To everybody else it is none. */
export async function lockEditablePost(tx: Transaction, viewer: Viewer, postId: string): Promise<LockedPost | null> {
  const post = await lockPost(tx, postId);
  return post && (post.authorId === viewer.id || viewer.role === "ADMIN") ? post : null;
}

/** The same for its author alone: others take a post back with a reason, or delete it after a proof of who they are. */
export async function lockOwnPost(tx: Transaction, viewer: Viewer, postId: string): Promise<LockedPost | null> {
  const post = await lockPost(tx, postId);
  return post?.authorId === viewer.id ? post : null;
}

/** Who did it, and whose post it is, for the audit log. */
export function postActors(viewer: Viewer, post: Pick<LockedPost, "id" | "authorId">) {
  return {
    actorId: viewer.id,
    subjectId: post.authorId,
    sessionId: viewer.sessionId,
    details: { postId: post.id },
  };
}
