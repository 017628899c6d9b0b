import type { AdminViewer, RecentViewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { actOnUser, actors, type ActDeps, type ActOutcome } from "./act-on-user";

/** Signs a person out everywhere and revokes their personal access tokens; also oneself, here too. */
export async function endUserSessions(
  deps: ActDeps,
  viewer: AdminViewer & RecentViewer,
  { userId }: { userId: string },
): Promise<ActOutcome> {
  return await actOnUser(deps, viewer, {
    userId,
    run: async (tx, target) => {
      const { count: sessions } = await tx.session.deleteMany({ where: { userId: target.id } });
      if (sessions === 0) return "changed";
      const details = { method: "admin", sessions } as const;
      await recordEvent(deps, tx, { name: "session.ended", ...actors(viewer, target), details });
      return null;
    },
  });
}
