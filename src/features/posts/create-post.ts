import type { z } from "zod";
import type { Deps, Transaction } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { conflictOf, isSameText, readCurrent, type Conflict, type PostText } from "./current-text";
import { lockOwnPost, postActors } from "./lock-post";
import { computeReadTime } from "./read-time";
import type { writePostSchema } from "./schema";
import { refuseUnknown, takeChange, type Limited, type PostRefusal } from "./take-change";

export type CreatePostOutcome = { ok: true; postId: string; version: number } | Conflict | PostRefusal | Limited;

/**
 * Keeps a new draft of the viewer's. What bears the key of a form that made a post already makes no second one: the same text is that
 * post, another is told what stands there.
 */
export async function createPost(
  deps: Pick<Deps, "db" | "clock" | "limiter" | "trace" | "refusals">,
  viewer: Viewer,
  { title, content, createKey: key }: z.output<typeof writePostSchema>,
): Promise<CreatePostOutcome> {
  const limit = await takeChange(deps, viewer);
  if (!limit.ok) return limit;
  const now = deps.clock.now();
  const createKey = key ?? null;
  return await deps.db.$transaction(async (tx): Promise<CreatePostOutcome> => {
    const [post] = await tx.post.createManyAndReturn({
      data: [
        {
          ...{ title, content, createKey, authorId: viewer.id },
          readTime: computeReadTime(content),
          createdAt: now,
          updatedAt: now,
        },
      ],
      // Of two at once the second waits for the first, and finds its post.
      skipDuplicates: true,
      select: { id: true, authorId: true, version: true },
    });
    if (!post) return (await findMade(tx, viewer, { title, content, createKey })) ?? refuseUnknown(deps, viewer);
    await recordEvent(deps, tx, { name: "post.created", ...postActors(viewer, post) });
    return { ok: true, postId: post.id, version: post.version };
  });
}

/** The post that this form made before; null where it was deleted this very moment. */
async function findMade(
  tx: Transaction,
  viewer: Viewer,
  { createKey, ...text }: PostText & { createKey: string | null },
): Promise<CreatePostOutcome | null> {
  const made = await tx.post.findFirst({ where: { authorId: viewer.id, createKey }, select: { id: true } });
  const post = made && (await lockOwnPost(tx, viewer, made.id));
  if (!post) return null;
  const { current } = await readCurrent(tx, viewer, post);
  return isSameText(current, text) ? { ok: true, postId: post.id, version: post.version } : conflictOf(post, current);
}
