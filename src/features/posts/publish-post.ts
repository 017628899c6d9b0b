import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { lockEditablePost, lockOwnPost, postActors } from "./lock-post";
import { refuseUnknown, takeChange, type Limited, type PostRefusal } from "./take-change";

export type PublishPostOutcome = { ok: true } | { ok: false; reason: "empty" | "withheld" } | PostRefusal | Limited;

type PostDeps = Pick<Deps, "db" | "clock" | "limiter" | "trace" | "refusals">;

/**
 * Shows a post to everybody. It keeps the place in the lists that it had when it was published first, so that nobody comes to the top
 * again by taking back and publishing. What a moderator withholds stays so until a moderator releases it.
 */
export async function publishPost(
  deps: PostDeps,
  viewer: Viewer,
  { postId }: { postId: string },
): Promise<PublishPostOutcome> {
  const limit = await takeChange(deps, viewer);
  if (!limit.ok) return limit;
  return await deps.db.$transaction(async (tx): Promise<PublishPostOutcome> => {
    const post = await lockEditablePost(tx, viewer, postId);
    if (!post) return refuseUnknown(deps, viewer);
    if (post.unpublishedAt) return { ok: false, reason: "withheld" };
    if (post.title === "" || (post.content ?? "").trim() === "") return { ok: false, reason: "empty" };
    if (post.published) return { ok: true };
    const publishedAt = post.publishedAt ?? deps.clock.now();
    await tx.post.update({
      where: { id: post.id },
      data: { published: true, publishedAt, updatedAt: deps.clock.now() },
    });
    await recordEvent(deps, tx, { name: "post.published", ...postActors(viewer, post) });
    return { ok: true };
  });
}

/** Makes a published post of the viewer's a draft again. */
export async function unpublishPost(
  deps: PostDeps,
  viewer: Viewer,
  { postId }: { postId: string },
): Promise<{ ok: true } | PostRefusal | Limited> {
  const limit = await takeChange(deps, viewer);
  if (!limit.ok) return limit;
  return await deps.db.$transaction(async (tx): Promise<{ ok: true } | PostRefusal> => {
    const post = await lockOwnPost(tx, viewer, postId);
    if (!post) return refuseUnknown(deps, viewer);
    if (!post.published) return { ok: true };
    await tx.post.update({ where: { id: post.id }, data: { published: false, updatedAt: deps.clock.now() } });
    const { details, ...actors } = postActors(viewer, post);
    await recordEvent(deps, tx, { name: "post.unpublished", ...actors, details: { ...details, by: "author" } });
    return { ok: true };
  });
}
