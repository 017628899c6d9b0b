import type { Deps, Transaction } from "@/core/deps";
import { runIn } from "@/core/statement";
import type { AdminViewer, RecentViewer } from "@/core/viewer";
import { noteRefusal, recordEvent } from "@/features/audit-log/record-event";
import { deleteImage } from "@/features/images/store-image";

export type RemovePostOutcome = { ok: true } | { ok: false; reason: "unknown" | "changed" };

/** Deletes anybody's post and its cover for good. Who is no administrator any more when it is their turn deletes nothing. */
export async function removePost(
  deps: Pick<Deps, "db" | "clock" | "trace" | "refusals">,
  viewer: AdminViewer & RecentViewer,
  { postId }: { postId: string },
): Promise<RemovePostOutcome> {
  const outcome = await deps.db.$transaction(async (tx): Promise<RemovePostOutcome> => {
    if (!(await isAdministrator(deps, tx, viewer))) return { ok: false, reason: "changed" };
    const [post] = await runIn(tx)<{ authorId: string; coverImage: string | null }>({
      name: "latchkey_remove_post",
      text: `DELETE FROM "Post" WHERE "id" = $1 RETURNING "authorId", "coverImage"`,
      values: [postId],
    });
    if (!post) return { ok: false, reason: "unknown" };
    await deleteImage(tx, { ownerId: post.authorId, path: post.coverImage });
    const who = { actorId: viewer.id, subjectId: post.authorId, sessionId: viewer.sessionId };
    await recordEvent(deps, tx, { name: "post.deleted", ...who, details: { postId } });
    return { ok: true };
  });
  const who = { actorId: viewer.id, subjectId: null, sessionId: viewer.sessionId };
  if (!outcome.ok) noteRefusal(deps, { name: "admin.refused", reason: outcome.reason, ...who });
  return outcome;
}

/** By the database, and until this transaction ends: a demotion, a suspension or the session's end is before it or waits for it. */
async function isAdministrator({ clock }: Pick<Deps, "clock">, tx: Transaction, viewer: AdminViewer): Promise<boolean> {
  const rows = await runIn(tx)({
    name: "latchkey_hold_administrator",
    text: `
      SELECT 1 FROM "User" u JOIN "Session" s ON s."userId" = u."id"
      WHERE u."id" = $1 AND s."id" = $2 AND s."expires" > $3::timestamp
        AND u."role" = 'ADMIN' AND u."isVerified" AND u."suspendedAt" IS NULL
      FOR SHARE`,
    values: [viewer.id, viewer.sessionId, clock.now().toISOString()],
  });
  return rows.length > 0;
}
