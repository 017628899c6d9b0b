import type { AdminViewer, RecentViewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { forgetGuesses } from "@/features/signin/password-guesses";
import { actOnUser, actors, type ActDeps, type ActOutcome } from "./act-on-user";

/** Clears the count of wrong guesses at an account, so that its owner need not wait for the end of a pause. */
export async function unlockUser(
  deps: ActDeps,
  viewer: AdminViewer & RecentViewer,
  { userId }: { userId: string },
): Promise<ActOutcome> {
  return await actOnUser(deps, viewer, {
    userId,
    run: async (tx, target) => {
      await forgetGuesses(tx, { email: target.email });
      await recordEvent(deps, tx, { name: "user.unlocked", ...actors(viewer, target) });
      return null;
    },
  });
}
