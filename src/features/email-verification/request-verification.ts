import type { Deps, Transaction } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { verificationCode, verificationLinkTtlHours, verificationMailCap } from "./policy";
import { verificationLinkMail } from "./verification-link.email";

/** What was typed at the sign-up that this link confirms; null where nobody knows, so that the owner chooses a password afterwards. */
export type PendingSignup = { name: string; passwordHash: string };

export type VerificationRequest = {
  userId: string;
  email: string;
  pending: PendingSignup | null;
  /** Of the browser that typed it, which then need not prove the password again, and may type a code instead of opening the link. */
  browserHash: string | null;
};

/**
 * Mails a verification link in the caller's transaction, and beside it a code where the browser is known that signed up. Earlier links
 * stay valid for what was typed with them; earlier codes of this browser die.
 * Beyond the cap for the address nothing is written and nothing said, for the answer must not depend on it.
 */
export async function requestVerification(
  deps: Pick<Deps, "clock" | "random" | "codes" | "sealer" | "appUrl">,
  tx: Transaction,
  request: VerificationRequest,
): Promise<void> {
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + verificationLinkTtlHours * 3_600_000);
  const token = deps.random.secret();
  const code = request.browserHash === null ? null : deps.random.code();
  const mail = await enqueueMail(deps, tx, {
    kind: "verification-link",
    to: request.email,
    ...verificationLinkMail({
      appUrl: deps.appUrl,
      token,
      ttlHours: verificationLinkTtlHours,
      code: code === null ? null : { digits: code, ttlMinutes: verificationCode.ttlMinutes },
    }),
    cap: verificationMailCap,
    linkExpiresAt: expiresAt,
  });
  if (!mail.ok) return;
  if (request.browserHash !== null) await forgetCodes(tx, request.userId, request.browserHash);
  await tx.oneTimeToken.create({
    data: {
      userId: request.userId,
      purpose: "VERIFY_EMAIL",
      tokenHash: tokenHash(token),
      createdAt: now,
      expiresAt,
      pendingName: request.pending?.name ?? null,
      pendingPasswordHash: request.pending?.passwordHash ?? null,
      browserHash: request.browserHash,
      ...(code === null
        ? {}
        : {
            codeHash: deps.codes.hash(code, tokenHash(token)),
            codeExpiresAt: new Date(now.getTime() + verificationCode.ttlMinutes * 60_000),
          }),
    },
  });
}

/** Of one browser alone, so that a stranger who signs up with the same address takes the owner's code from nobody. */
async function forgetCodes(tx: Transaction, userId: string, browserHash: string): Promise<void> {
  await tx.oneTimeToken.updateMany({
    where: { userId, browserHash, purpose: "VERIFY_EMAIL" },
    data: { codeHash: null, codeExpiresAt: null },
  });
}
