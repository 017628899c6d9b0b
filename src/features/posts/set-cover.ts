import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { keepPicture, type KeepPictureRefusal, type KeptPicture } from "@/features/images/keep-picture";
import { deleteImage, storeImage } from "@/features/images/store-image";
import { getPostToEdit } from "./get-post";
import { lockEditablePost, postActors } from "./lock-post";
import { refuseUnknown, type PostRefusal } from "./take-change";

type CoverDeps = Pick<Deps, "db" | "clock" | "trace" | "refusals">;

/** Makes a picture, encoded anew, a post's cover in place of the one before; shown to whom the post is. It is its author's, whoever sends it. */
export async function setCover(
  deps: CoverDeps & Pick<Deps, "random" | "pictures" | "pictureStore" | "log">,
  viewer: Viewer,
  { postId, bytes }: { postId: string; bytes: Uint8Array },
): Promise<{ ok: true } | KeepPictureRefusal | PostRefusal> {
  // Asked before the work of decoding, and again under the lock.
  if (!(await getPostToEdit(deps, viewer, { postId }))) return refuseUnknown(deps, viewer);
  const outcome = await keepPicture(deps, { bytes, kind: "COVER" });
  return outcome.ok ? await replaceCover(deps, viewer, { postId, kept: outcome.kept }) : outcome;
}

/** Deletes a post's cover; nothing where there is none. */
export async function removeCover(
  deps: CoverDeps,
  viewer: Viewer,
  { postId }: { postId: string },
): Promise<{ ok: true } | PostRefusal> {
  return await replaceCover(deps, viewer, { postId, kept: null });
}

async function replaceCover(
  deps: CoverDeps,
  viewer: Viewer,
  { postId, kept }: { postId: string; kept: KeptPicture | null },
): Promise<{ ok: true } | PostRefusal> {
  return await deps.db.$transaction(async (tx): Promise<{ ok: true } | PostRefusal> => {
    const post = await lockEditablePost(tx, viewer, postId);
    if (!post) return refuseUnknown(deps, viewer);
    const ownerId = post.authorId;
    if (!kept && post.coverImage === null) return { ok: true };
    const coverImage = kept && (await storeImage(deps, tx, { ownerId, kept }));
    await tx.post.update({ where: { id: post.id }, data: { coverImage, updatedAt: deps.clock.now() } });
    await deleteImage(tx, { ownerId, path: post.coverImage });
    await recordEvent(deps, tx, { name: "post.changed", ...postActors(viewer, post) });
    return { ok: true };
  });
}
