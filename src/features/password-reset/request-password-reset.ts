import { createResetToken, resetLinkTtlMinutes } from "@/core/create-reset-token";
import type { Deps } from "@/core/deps";
import type { Email } from "@/core/email";
import { tokenHash } from "@/core/token-hash";
import { recordEvent } from "@/features/audit-log/record-event";
import {
  requireCaptcha,
  type CaptchaDeps,
  type CaptchaProof,
  type CaptchaRefusal,
} from "@/features/captcha/require-captcha";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { limits } from "@/features/rate-limit/policy";
import { takeLimits } from "@/features/rate-limit/take-limits";
import { resetMailCap } from "./policy";
import { resetLinkMail } from "./reset-link.email";

export type RequestPasswordResetOutcome = { ok: true } | CaptchaRefusal;

/**
 * Mails a reset link where the address has an account, and answers alike where it has none. Earlier links stay valid for their hour,
 * so that a stranger's requests cannot make the owner's link useless. A person without a password may choose a first one this way:
 * the mailbox is the proof.
 */
export async function requestPasswordReset(
  deps: CaptchaDeps & Pick<Deps, "random" | "sealer" | "appUrl" | "trace">,
  input: { email: Email },
  asker: { client: string; captcha?: CaptchaProof | undefined },
): Promise<RequestPasswordResetOutcome> {
  const limit = await takeLimits(deps, [limits.passwordResetRequest, limits.mailHour], asker.client);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  const { client, captcha: proof } = asker;
  const captcha = await requireCaptcha(deps, { action: "forgot-password", client, email: input.email, proof });
  if (!captcha.ok) return captcha;
  if (!(await takeLimits(deps, [limits.passwordResetMailbox], input.email)).ok) return { ok: true };
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
      linkExpiresAt: new Date(deps.clock.now().getTime() + resetLinkTtlMinutes * 60_000),
    });
    if (mail.ok) await recordEvent(deps, tx, { name: "password.reset_mailed", actorId: null, subjectId: user.id });
    else await tx.oneTimeToken.deleteMany({ where: { tokenHash: tokenHash(token) } });
  });
  return { ok: true };
}
