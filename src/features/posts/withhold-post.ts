import type { z } from "zod";
import type { Deps, Transaction } from "@/core/deps";
import type { ModeratorViewer } from "@/core/viewer";
import { noteRefusal, recordEvent } from "@/features/audit-log/record-event";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { lockPost, postActors, type LockedPost } from "./lock-post";
import { postWithheldMail } from "./post-withheld.email";
import type { withholdPostSchema } from "./schema";
import { refuseUnknown, type PostRefusal } from "./take-change";

export type ModerateOutcome = { ok: true } | { ok: false; reason: "outranked" } | PostRefusal;

type ModerateDeps = Pick<Deps, "db" | "clock" | "trace" | "refusals">;

/**
 * Makes a published post a draft that its author cannot publish, and mails them why. A moderator does so with users' posts, an
 * administrator with everybody's.
 */
export async function withholdPost(
  deps: ModerateDeps & Pick<Deps, "sealer" | "appUrl">,
  viewer: ModeratorViewer,
  { postId, reason }: z.output<typeof withholdPostSchema>,
): Promise<ModerateOutcome> {
  return await moderate(deps, viewer, postId, async (tx, post) => {
    if (!post.published) return false;
    const unpublishedAt = deps.clock.now();
    await tx.post.update({
      where: { id: post.id },
      data: { published: false, unpublishedAt, unpublishReason: reason, updatedAt: unpublishedAt },
    });
    const { details, ...actors } = postActors(viewer, post);
    await recordEvent(deps, tx, { name: "post.unpublished", ...actors, details: { ...details, by: "moderator" } });
    const { id, title, authorEmail: to } = post;
    const mail = postWithheldMail({ appUrl: deps.appUrl, title, reason, postId: id, withheldAt: unpublishedAt });
    await enqueueMail(deps, tx, { kind: "post-withheld", to, ...mail });
    return true;
  });
}

/** Lets the author of a withheld post publish it again. */
export async function releasePost(
  deps: ModerateDeps,
  viewer: ModeratorViewer,
  { postId }: { postId: string },
): Promise<ModerateOutcome> {
  return await moderate(deps, viewer, postId, async (tx, post) => {
    if (post.published || post.unpublishedAt === null) return false;
    await tx.post.update({
      where: { id: post.id },
      data: { unpublishedAt: null, unpublishReason: null, updatedAt: deps.clock.now() },
    });
    await recordEvent(deps, tx, { name: "post.released", ...postActors(viewer, post) });
    return true;
  });
}

/** `run` answers whether there was something to decide. */
async function moderate(
  deps: ModerateDeps,
  viewer: ModeratorViewer,
  postId: string,
  run: (tx: Transaction, post: LockedPost) => Promise<boolean>,
): Promise<ModerateOutcome> {
  return await deps.db.$transaction(async (tx): Promise<ModerateOutcome> => {
    const post = await lockPost(tx, postId);
    if (!post) return refuseUnknown(deps, viewer);
    const who = { actorId: viewer.id, subjectId: post.authorId, sessionId: viewer.sessionId };
    if (isOpen(post) && viewer.role !== "ADMIN" && post.authorRole !== "USER") {
      noteRefusal(deps, { name: "post.refused", reason: "outranked", ...who });
      return { ok: false, reason: "outranked" };
    }
    return (await run(tx, post)) ? { ok: true } : refuseUnknown(deps, viewer);
  });
}

/** What a moderator may know to be there: no draft. */
function isOpen({ published, unpublishedAt }: LockedPost): boolean {
  return published || unpublishedAt !== null;
}
