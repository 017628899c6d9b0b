import type { Deps, Transaction } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { verificationLinkTtlHours, verificationMailCap } from "./policy";
import { verificationLinkMail } from "./verification-link.email";

/** What was typed at the sign-up that this link confirms; null where nobody knows, so that the owner chooses a password afterwards. */
export type PendingSignup = { name: string; passwordHash: string };

export type VerificationRequest = {
  userId: string;
  email: string;
  pending: PendingSignup | null;
  /** Of the browser that typed it, which then need not prove the password again. */
  browserHash: string | null;
};

/**
 * Mails a verification link in the caller's transaction. Earlier links stay valid for what was typed with them.
 * Beyond the cap for the address nothing is written and nothing said, for the answer must not depend on it.
 */
export async function requestVerification(
  deps: Pick<Deps, "clock" | "random" | "sealer" | "appUrl">,
  tx: Transaction,
  request: VerificationRequest,
): Promise<void> {
  const token = deps.random.secret();
  const mail = await enqueueMail(deps, tx, {
    kind: "verification-link",
    to: request.email,
    ...verificationLinkMail({ appUrl: deps.appUrl, token, ttlHours: verificationLinkTtlHours }),
    cap: verificationMailCap,
  });
  if (!mail.ok) return;
  const now = deps.clock.now();
  await tx.oneTimeToken.create({
    data: {
      userId: request.userId,
      purpose: "VERIFY_EMAIL",
      tokenHash: tokenHash(token),
      createdAt: now,
      expiresAt: new Date(now.getTime() + verificationLinkTtlHours * 3_600_000),
      pendingName: request.pending?.name ?? null,
      pendingPasswordHash: request.pending?.passwordHash ?? null,
      browserHash: request.browserHash,
    },
  });
}
