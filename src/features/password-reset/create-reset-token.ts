import type { Deps, Transaction } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import { resetLinkTtlMinutes } from "./policy";

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
