import type { z } from "zod";
import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { lockEditablePost, postActors } from "./lock-post";
import { computeReadTime } from "./read-time";
import type { savePostSchema } from "./schema";
import { refuseUnknown, takeChange, type Limited, type PostRefusal } from "./take-change";

/** A post's text as it stands, for who began with an older one. */
export type CurrentText = { title: string; content: string; version: number };

export type SavePostOutcome =
  { ok: true; version: number } | { ok: false; reason: "conflict"; current: CurrentText } | PostRefusal | Limited;

/**
 * Writes a post's title and text. Of two who began with the same version one saves; the other is answered the text that stands now, and
 * overwrites nothing. Saving what stands already changes nothing.
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
    const current = { title: post.title, content: post.content ?? "", version: post.version };
    if (current.title === title && current.content === content) return { ok: true, version: post.version };
    if (post.version !== version) return { ok: false, reason: "conflict", current };
    const next = post.version + 1;
    await tx.post.update({
      where: { id: post.id },
      data: { title, content, readTime: computeReadTime(content), version: next, updatedAt: deps.clock.now() },
    });
    await recordEvent(deps, tx, { name: "post.changed", ...postActors(viewer, post) });
    return { ok: true, version: next };
  });
}
