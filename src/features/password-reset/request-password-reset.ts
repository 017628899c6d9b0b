import { createResetToken, resetLinkTtlMinutes } from "@/core/create-reset-token";
import type { Deps } from "@/core/deps";
import type { Email } from "@/core/email";
import { tokenHash } from "@/core/token-hash";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { limits } from "@/features/rate-limit/policy";
import { takeLimits } from "@/features/rate-limit/take-limits";
import { resetMailCap } from "./policy";
import { resetLinkMail } from "./reset-link.email";

export type RequestPasswordResetOutcome = { ok: true } | { ok: false; reason: "limited"; retryAfterSeconds: number };

/**
 * Mails a reset link where the address has an account, and answers alike where it has none. Earlier links stay valid for their hour,
 * so that a stranger's requests cannot make the owner's link useless. A person without a password may choose a first one this way:
 * the mailbox is the proof.
 */
export async function requestPasswordReset(
  deps: Pick<Deps, "db" | "clock" | "random" | "limiter" | "sealer" | "appUrl">,
  input: { email: Email },
  asker: { client: string },
): Promise<RequestPasswordResetOutcome> {
  const limit = await takeLimits(deps, [limits.passwordResetRequest, limits.mailHour], asker.client);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  const user = await deps.db.user.findUnique({
    where: { email: input.email },
    select: { id: true, suspendedAt: true, isVerified: true },
  });
  if (!user || user.suspendedAt !== null) return { ok: true };
  await deps.db.$transaction(async (tx) => {
    const token = await createResetToken(deps, tx, user.id);
    const mail = await enqueueMail(deps, tx, {
      kind: "reset-link",
      to: input.email,
      ...resetLinkMail({ appUrl: deps.appUrl, token, ttlMinutes: resetLinkTtlMinutes }),
      cap: resetMailCap,
      isToOwner: user.isVerified,
    });
    if (!mail.ok) await tx.oneTimeToken.deleteMany({ where: { tokenHash: tokenHash(token) } });
  });
  return { ok: true };
}
