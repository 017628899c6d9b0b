import type { AdminViewer, RecentViewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { forgetGuesses } from "@/features/signin/password-guesses";
import { actOnUser, actors, type ActDeps, type ActOutcome } from "./act-on-user";

/**
 * Deletes an account with all that is its: profile, posts, ways to sign in, sessions, tokens, and the mails to it that have not been
 * sent. What remains are the audit log's events, which know it by its id, and the outbox's record of sent mails until it is cleaned.
 * Nobody deletes themselves here.
 */
export async function deleteUser(
  deps: ActDeps,
  viewer: AdminViewer & RecentViewer,
  { userId }: { userId: string },
): Promise<ActOutcome> {
  return await actOnUser(deps, viewer, {
    userId,
    refusesOwn: true,
    run: async (tx, target) => {
      const posts = await tx.post.count({ where: { authorId: target.id } });
      await tx.user.delete({ where: { id: target.id } });
      await tx.outboxMail.deleteMany({ where: { recipient: target.email, status: { not: "SENT" } } });
      await forgetGuesses(tx, { email: target.email });
      await recordEvent(deps, tx, { name: "user.deleted", ...actors(viewer, target), details: { posts } });
      return null;
    },
  });
}
