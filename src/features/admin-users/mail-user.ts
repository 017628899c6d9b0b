import { createResetToken, resetLinkTtlMinutes } from "@/core/create-reset-token";
import type { Deps } from "@/core/deps";
import type { AdminViewer, RecentViewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { requestVerification } from "@/features/email-verification/request-verification";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { actOnUser, actors, type ActDeps, type ActOutcome } from "./act-on-user";
import { resetStartedMail } from "./reset-started.email";

/** As many as a person may ask for. */
const resetMailCap = { max: 5, windowMinutes: 60 };

/**
 * Mails a person a link by which they choose a new password. Nobody but their mailbox gets to see it, and until it is used their
 * password stays as it is.
 */
export async function startUserReset(
  deps: ActDeps & Pick<Deps, "sealer" | "appUrl" | "random">,
  viewer: AdminViewer & RecentViewer,
  { userId }: { userId: string },
): Promise<ActOutcome> {
  return await actOnUser(deps, viewer, {
    userId,
    run: async (tx, target) => {
      if (target.suspendedAt !== null || !target.isVerified) return "changed";
      const token = await createResetToken(deps, tx, target.id);
      const mail = await enqueueMail(deps, tx, {
        kind: "reset-started",
        to: target.email,
        ...resetStartedMail({ appUrl: deps.appUrl, token, ttlMinutes: resetLinkTtlMinutes }),
        cap: resetMailCap,
        isToOwner: true,
        linkExpiresAt: new Date(deps.clock.now().getTime() + resetLinkTtlMinutes * 60_000),
      });
      if (!mail.ok) return "capped";
      await recordEvent(deps, tx, { name: "password.reset_mailed", ...actors(viewer, target) });
      return null;
    },
  });
}

/**
 * Mails another verification link to who has not confirmed their address, under the cap of such mails. It confirms the newest sign-up,
 * whose password is then typed once more.
 */
export async function resendUserVerification(
  deps: ActDeps & Pick<Deps, "sealer" | "appUrl" | "random" | "codes">,
  viewer: AdminViewer & RecentViewer,
  { userId }: { userId: string },
): Promise<ActOutcome> {
  return await actOnUser(deps, viewer, {
    userId,
    run: async (tx, target) => {
      if (target.isVerified) return "changed";
      const claim = await tx.oneTimeToken.findFirst({
        where: { userId: target.id, purpose: "VERIFY_EMAIL", usedAt: null, pendingPasswordHash: { not: null } },
        orderBy: { createdAt: "desc" },
      });
      const pending =
        claim?.pendingName && claim.pendingPasswordHash
          ? { name: claim.pendingName, passwordHash: claim.pendingPasswordHash }
          : null;
      const mails = () => tx.oneTimeToken.count({ where: { userId: target.id, purpose: "VERIFY_EMAIL" } });
      const before = await mails();
      await requestVerification(deps, tx, { userId: target.id, email: target.email, pending, browserHash: null });
      if ((await mails()) === before) return "capped";
      await recordEvent(deps, tx, { name: "account.confirmation_mailed", ...actors(viewer, target) });
      return null;
    },
  });
}
