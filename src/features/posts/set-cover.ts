import type { Deps, EncodedPicture } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { deleteImage, storeImage } from "@/features/images/store-image";
import { getPostToEdit } from "./get-post";
import { lockOwnPost, postActors } from "./lock-post";
import { refuseUnknown, type PostRefusal } from "./take-change";

type CoverDeps = Pick<Deps, "db" | "clock" | "trace" | "refusals">;

/** Makes a picture, encoded anew, a post's cover in place of the one before; shown to whom the post is. It is its author's, whoever sends it. */
export async function setCover(
  deps: CoverDeps & Pick<Deps, "pictures">,
  viewer: Viewer,
  { postId, bytes }: { postId: string; bytes: Uint8Array },
): Promise<{ ok: true } | { ok: false; reason: "no_picture" | "busy" } | PostRefusal> {
  // Asked before the work of decoding, and again under the lock.
  if (!(await getPostToEdit(deps, viewer, { postId }))) return refuseUnknown(deps, viewer);
  const encoded = await deps.pictures.encode(bytes, "COVER");
  return encoded.ok ? await replaceCover(deps, viewer, { postId, picture: encoded.picture }) : encoded;
}

/** Deletes a post's cover; nothing where there is none. */
export async function removeCover(
  deps: CoverDeps,
  viewer: Viewer,
  { postId }: { postId: string },
): Promise<{ ok: true } | PostRefusal> {
  return await replaceCover(deps, viewer, { postId, picture: null });
}

async function replaceCover(
  deps: CoverDeps,
  viewer: Viewer,
  { postId, picture }: { postId: string; picture: EncodedPicture | null },
): Promise<{ ok: true } | PostRefusal> {
  return await deps.db.$transaction(async (tx): Promise<{ ok: true } | PostRefusal> => {
    const post = await lockOwnPost(tx, viewer, postId);
    if (!post) return refuseUnknown(deps, viewer);
    const ownerId = post.authorId;
    if (!picture && post.coverImage === null) return { ok: true };
    const coverImage = picture && (await storeImage(deps, tx, { ownerId, kind: "COVER", picture }));
    await tx.post.update({ where: { id: post.id }, data: { coverImage, updatedAt: deps.clock.now() } });
    await deleteImage(tx, { ownerId, path: post.coverImage });
    await recordEvent(deps, tx, { name: "post.changed", ...postActors(viewer, post) });
    return { ok: true };
  });
}
