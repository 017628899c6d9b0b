import type { z } from "zod";
import type { Deps, Transaction } from "@/core/deps";
import { runIn } from "@/core/statement";
import type { Viewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { limits } from "@/features/rate-limit/policy";
import { createPost } from "./create-post";
import { conflictOf, isSameText, readCurrent, type Conflict, type PostText } from "./current-text";
import { lockOwnPost, postActors, type LockedPost } from "./lock-post";
import { sittingMinutes } from "./policy";
import { computeReadTime } from "./read-time";
import type { autosaveSchema } from "./schema";
import { refuseUnknown, takeChange, type Limited, type PostRefusal } from "./take-change";

export type AutosaveOutcome =
  | { ok: true; postId: string; version: number; savedAt: Date }
  | Conflict
  /** The page was made for somebody else, whose text is not put into this person's account. */
  | { ok: false; reason: "another" }
  | PostRefusal
  | Limited;

type AutosaveDeps = Pick<Deps, "db" | "clock" | "limiter" | "trace" | "refusals">;

/**
 * Keeps what an author has typed so far. A draft is written; of a published post a working copy is, so that no reader sees half a
 * sentence. Versions and conflicts are those of a save by hand. A post of somebody else is saved by hand alone, and so each time in the
 * log.
 */
export async function autosavePost(
  deps: AutosaveDeps,
  viewer: Viewer,
  { writerId, createKey, standing, title, content }: z.output<typeof autosaveSchema>,
): Promise<AutosaveOutcome> {
  if (writerId !== viewer.id) return { ok: false, reason: "another" };
  const savedAt = deps.clock.now();
  const text = { title, content };
  if (!standing) {
    const created = await createPost(deps, viewer, { ...text, createKey });
    return created.ok ? { ...created, savedAt } : created;
  }
  const limit = await takeChange(deps, viewer, limits.postAutosave);
  if (!limit.ok) return limit;
  return await deps.db.$transaction(async (tx): Promise<AutosaveOutcome> => {
    const post = await lockOwnPost(tx, viewer, standing.postId);
    if (!post) return refuseUnknown(deps, viewer);
    const { current, hasCopy } = await readCurrent(tx, viewer, post);
    const { id: postId, version } = post;
    if (isSameText(current, text)) return { ok: true, postId, version, savedAt };
    if (version !== standing.version) return conflictOf(post, current);
    if (post.published || hasCopy) await writeCopy(tx, post, text, savedAt);
    else await writeDraft(deps, tx, viewer, post, text);
    return { ok: true, postId, version: version + 1, savedAt };
  });
}

/** The post's row keeps all but its version, and so its place in every list and its date in the feed. */
async function writeCopy(tx: Transaction, post: LockedPost, text: PostText, savedAt: Date): Promise<void> {
  const written = { ...text, version: post.version + 1, savedAt };
  const postId = post.id;
  if (isSameText(text, { title: post.title, content: post.content ?? "" }))
    await tx.workingCopy.deleteMany({ where: { postId } });
  else await tx.workingCopy.upsert({ where: { postId }, create: { postId, ...written }, update: written });
  await countVersion(tx, postId);
}

/** Counts a save that the post's readers see nothing of. */
export async function countVersion(tx: Transaction, postId: string): Promise<void> {
  await runIn(tx)({
    name: "latchkey_count_post_version",
    text: `UPDATE "Post" SET "version" = "version" + 1 WHERE "id" = $1`,
    values: [postId],
  });
}

/** Of a sitting at the desk the first save is in the log, and none of the hundreds that follow. */
async function writeDraft(
  deps: AutosaveDeps,
  tx: Transaction,
  viewer: Viewer,
  post: LockedPost,
  { title, content }: PostText,
): Promise<void> {
  const now = deps.clock.now();
  const { updatedAt } = await tx.post.findUniqueOrThrow({ where: { id: post.id }, select: { updatedAt: true } });
  await tx.post.update({
    where: { id: post.id },
    data: { title, content, readTime: computeReadTime(content), version: post.version + 1, updatedAt: now },
  });
  if (now.getTime() - updatedAt.getTime() >= sittingMinutes * 60_000)
    await recordEvent(deps, tx, { name: "post.changed", ...postActors(viewer, post) });
}
