import type { Deps, Transaction } from "./deps";
import { tokenHash } from "./token-hash";

/** Fixed by the product: a reset link opens the account, so it lives an hour. */
export const resetLinkTtlMinutes = 60;

/** Makes a single-use reset token for a user whose mailbox is, or will be, the proof; answers the token in clear, for the link. */
export async function createResetToken(
  deps: Pick<Deps, "clock" | "random">,
  tx: Transaction,
  userId: string,
): Promise<string> {
  const token = deps.random.secret();
  const now = deps.clock.now();
  await tx.oneTimeToken.create({
    data: {
      userId,
      purpose: "RESET_PASSWORD",
      tokenHash: tokenHash(token),
      createdAt: now,
      expiresAt: new Date(now.getTime() + resetLinkTtlMinutes * 60_000),
    },
  });
  return token;
}
