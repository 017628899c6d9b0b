import type { Deps } from "@/core/deps";
import type { AdminViewer, RecentViewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { endAllSessions } from "@/features/sessions/end-session";
import { accountSuspendedMail } from "./account-suspended.email";
import { actOnUser, actors, type ActDeps, type ActOutcome } from "./act-on-user";

/** Lets nothing of an account open anything, ends all its sessions and tokens, and tells its owner. Nobody suspends themselves. */
export async function suspendUser(
  deps: ActDeps & Pick<Deps, "sealer" | "appUrl">,
  viewer: AdminViewer & RecentViewer,
  { userId }: { userId: string },
): Promise<ActOutcome> {
  return await actOnUser(deps, viewer, {
    userId,
    refusesOwn: true,
    run: async (tx, target) => {
      if (target.suspendedAt !== null) return "changed";
      const suspendedAt = deps.clock.now();
      await tx.user.update({ where: { id: target.id }, data: { suspendedAt } });
      await endAllSessions(tx, target.id);
      await recordEvent(deps, tx, { name: "user.suspended", ...actors(viewer, target) });
      if (!target.isVerified) return null;
      const mail = accountSuspendedMail({ appUrl: deps.appUrl, suspendedAt });
      await enqueueMail(deps, tx, { kind: "account-suspended", to: target.email, ...mail });
      return null;
    },
  });
}

/** Lets a suspended account be used again; its owner signs in anew. */
export async function restoreUser(
  deps: ActDeps,
  viewer: AdminViewer & RecentViewer,
  { userId }: { userId: string },
): Promise<ActOutcome> {
  return await actOnUser(deps, viewer, {
    userId,
    run: async (tx, target) => {
      if (target.suspendedAt === null) return "changed";
      await tx.user.update({ where: { id: target.id }, data: { suspendedAt: null } });
      await recordEvent(deps, tx, { name: "user.restored", ...actors(viewer, target) });
      return null;
    },
  });
}
