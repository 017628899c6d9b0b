import type { Deps } from "@/core/deps";
import type { AdminViewer, RecentViewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { endAllSessions } from "@/features/sessions/end-session";
import type { Role } from "@/platform/prisma/enums";
import { actOnUser, actors, type ActDeps, type ActOutcome } from "./act-on-user";
import { roleChangedMail } from "./role-changed.email";

/** Gives a person another role, ends all their sessions and tokens, and tells them. Also one's own, while another administrator is there. */
export async function changeRole(
  deps: ActDeps & Pick<Deps, "sealer" | "appUrl">,
  viewer: AdminViewer & RecentViewer,
  { userId, role }: { userId: string; role: Role },
): Promise<ActOutcome> {
  return await actOnUser(deps, viewer, {
    userId,
    run: async (tx, target) => {
      if (target.role === role) return "changed";
      await tx.user.update({ where: { id: target.id }, data: { role } });
      await endAllSessions(tx, target.id);
      const details = { from: target.role, to: role };
      await recordEvent(deps, tx, { name: "user.role_changed", ...actors(viewer, target), details });
      if (!target.isVerified) return null;
      const mail = roleChangedMail({ appUrl: deps.appUrl, role, changedAt: deps.clock.now() });
      await enqueueMail(deps, tx, { kind: "role-changed", to: target.email, ...mail });
      return null;
    },
  });
}
