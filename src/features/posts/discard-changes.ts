import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { countVersion } from "./autosave-post";
import { lockOwnPost } from "./lock-post";
import { refuseUnknown, takeChange, type Limited, type PostRefusal } from "./take-change";

/** Drops the viewer's working copy. It counts as a save, so that a page which still shows it is told and does not bring it back. */
export async function discardChanges(
  deps: Pick<Deps, "db" | "limiter" | "trace" | "refusals">,
  viewer: Viewer,
  { postId }: { postId: string },
): Promise<{ ok: true } | PostRefusal | Limited> {
  const limit = await takeChange(deps, viewer);
  if (!limit.ok) return limit;
  return await deps.db.$transaction(async (tx): Promise<{ ok: true } | PostRefusal> => {
    const post = await lockOwnPost(tx, viewer, postId);
    if (!post) return refuseUnknown(deps, viewer);
    const { count } = await tx.workingCopy.deleteMany({ where: { postId } });
    if (count > 0) await countVersion(tx, postId);
    return { ok: true };
  });
}
