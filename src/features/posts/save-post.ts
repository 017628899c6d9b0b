import type { z } from "zod";
import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { conflictOf, isSameText, readCurrent, type Conflict } from "./current-text";
import { lockEditablePost, postActors } from "./lock-post";
import { computeReadTime } from "./read-time";
import type { savePostSchema } from "./schema";
import { refuseUnknown, takeChange, type Limited, type PostRefusal } from "./take-change";

export type SavePostOutcome = { ok: true; version: number } | Conflict | PostRefusal | Limited;

/**
 * Writes a post's title and text, as its readers see it from then on; its author's working copy becomes this. Of two who began with the
 * same version one saves; the other is answered the text that stands now, and overwrites nothing. Saving what stands already changes
 * nothing.
 */
export async function savePost(
  deps: Pick<Deps, "db" | "clock" | "limiter" | "trace" | "refusals">,
  viewer: Viewer,
  { postId, version, title, content }: z.output<typeof savePostSchema>,
): Promise<SavePostOutcome> {
  const limit = await takeChange(deps, viewer);
  if (!limit.ok) return limit;
  return await deps.db.$transaction(async (tx): Promise<SavePostOutcome> => {
    const post = await lockEditablePost(tx, viewer, postId);
    if (!post) return refuseUnknown(deps, viewer);
    const { current, hasCopy } = await readCurrent(tx, viewer, post);
    const text = { title, content };
    if (!hasCopy && isSameText(current, text)) return { ok: true, version: post.version };
    if (post.version !== version && !isSameText(current, text)) return conflictOf(post, current);
    const next = post.version + 1;
    await tx.post.update({
      where: { id: post.id },
      data: { title, content, readTime: computeReadTime(content), version: next, updatedAt: deps.clock.now() },
    });
    if (hasCopy) await tx.workingCopy.delete({ where: { postId: post.id } });
    await recordEvent(deps, tx, { name: "post.changed", ...postActors(viewer, post) });
    return { ok: true, version: next };
  });
}
