import type { z } from "zod";
import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { postActors } from "./lock-post";
import { computeReadTime } from "./read-time";
import type { writePostSchema } from "./schema";
import { takeChange, type Limited } from "./take-change";

/** Keeps a new draft of the viewer's. */
export async function createPost(
  deps: Pick<Deps, "db" | "clock" | "limiter" | "trace" | "refusals">,
  viewer: Viewer,
  { title, content }: z.output<typeof writePostSchema>,
): Promise<{ ok: true; postId: string } | Limited> {
  const limit = await takeChange(deps, viewer);
  if (!limit.ok) return limit;
  const now = deps.clock.now();
  return await deps.db.$transaction(async (tx) => {
    const post = await tx.post.create({
      data: {
        title,
        content,
        readTime: computeReadTime(content),
        authorId: viewer.id,
        createdAt: now,
        updatedAt: now,
      },
    });
    await recordEvent(deps, tx, { name: "post.created", ...postActors(viewer, post) });
    return { ok: true, postId: post.id };
  });
}
