import type { Deps } from "@/core/deps";
import type { Email } from "@/core/email";
import { lockUserByEmail } from "@/core/lock-user";
import { tokenHash } from "@/core/token-hash";
import { recordEvent } from "@/features/audit-log/record-event";
import {
  requireCaptcha,
  type CaptchaDeps,
  type CaptchaProof,
  type CaptchaRefusal,
} from "@/features/captcha/require-captcha";
import { limits } from "@/features/rate-limit/policy";
import { takeLimits } from "@/features/rate-limit/take-limits";
import { requestVerification } from "./request-verification";

export type ResendVerificationOutcome = { ok: true } | CaptchaRefusal;

/**
 * Mails another verification link where the address waits for one, and answers alike where it does not.
 * The new link confirms what this browser typed at sign-up, or else the newest sign-up, which then wants its password typed again.
 */
export async function resendVerification(
  deps: CaptchaDeps & Pick<Deps, "random" | "codes" | "sealer" | "appUrl" | "trace">,
  input: { email: Email },
  asker: { client: string; browserSecret: string | null; captcha?: CaptchaProof | undefined },
): Promise<ResendVerificationOutcome> {
  const limit = await takeLimits(deps, [limits.verificationResend, limits.mailHour], asker.client);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  const { client, captcha: proof } = asker;
  const captcha = await requireCaptcha(deps, { action: "verification-resend", client, email: input.email, proof });
  if (!captcha.ok) return captcha;
  if (!(await takeLimits(deps, [limits.verificationMailbox], input.email)).ok) return { ok: true };
  await deps.db.$transaction(async (tx) => {
    const user = await lockUserByEmail(tx, input.email);
    if (!user || user.isVerified) return;
    const claims = await tx.oneTimeToken.findMany({
      where: { userId: user.id, purpose: "VERIFY_EMAIL", usedAt: null, pendingPasswordHash: { not: null } },
      orderBy: { createdAt: "desc" },
      take: 20,
    });
    const browserHash = asker.browserSecret === null ? null : tokenHash(asker.browserSecret);
    const own = browserHash === null ? undefined : claims.find((claim) => claim.browserHash === browserHash);
    const claim = own ?? claims[0];
    const pending =
      claim?.pendingName && claim.pendingPasswordHash
        ? { name: claim.pendingName, passwordHash: claim.pendingPasswordHash }
        : null;
    await requestVerification(deps, tx, {
      userId: user.id,
      email: user.email,
      pending,
      browserHash: own ? browserHash : null,
    });
    await recordEvent(deps, tx, { name: "account.confirmation_mailed", actorId: null, subjectId: user.id });
  });
  return { ok: true };
}
