import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { deleteImage } from "@/features/images/store-image";
import { lockOwnPost, postActors } from "./lock-post";
import { refuseUnknown, takeChange, type Limited, type PostRefusal } from "./take-change";

/** Deletes a post of the viewer's and its cover for good. */
export async function deletePost(
  deps: Pick<Deps, "db" | "clock" | "limiter" | "trace" | "refusals">,
  viewer: Viewer,
  { postId }: { postId: string },
): Promise<{ ok: true } | PostRefusal | Limited> {
  const limit = await takeChange(deps, viewer);
  if (!limit.ok) return limit;
  return await deps.db.$transaction(async (tx): Promise<{ ok: true } | PostRefusal> => {
    const post = await lockOwnPost(tx, viewer, postId);
    if (!post) return refuseUnknown(deps, viewer);
    await tx.post.delete({ where: { id: post.id } });
    await deleteImage(tx, { ownerId: post.authorId, path: post.coverImage });
    await recordEvent(deps, tx, { name: "post.deleted", ...postActors(viewer, post) });
    return { ok: true };
  });
}
