import { createResetToken } from "@/core/create-reset-token";
import type { Deps, Transaction } from "@/core/deps";
import { dropUnprovenAccess } from "@/core/drop-unproven-access";
import { lockUserById } from "@/core/lock-user";
import { recordEvent } from "@/features/audit-log/record-event";
import { forgetGuesses } from "@/features/signin/password-guesses";

/** A token whose link was opened, or whose code was typed, with what it confirms. */
export type ProvenToken = {
  tokenId: string;
  userId: string;
  pendingName: string | null;
  pendingPasswordHash: string | null;
};

export type Confirmation =
  | { ok: true; password: "kept" }
  /** The address is proven, the password was nobody's we know: this token lets the owner choose one. */
  | { ok: true; password: "to_choose"; resetToken: string }
  | { ok: false; reason: "already_verified" }
  | { ok: false; reason: "invalid" };

/** Spends the token and confirms its address, in the caller's transaction: of any number at once, one. */
export async function confirmVerification(
  deps: Pick<Deps, "clock" | "random" | "trace">,
  tx: Transaction,
  proven: ProvenToken,
  { by, keepPassword }: { by: "link" | "code"; keepPassword: boolean },
): Promise<Confirmation> {
  const now = deps.clock.now();
  const user = await lockUserById(tx, proven.userId);
  if (!user) return { ok: false, reason: "invalid" };
  if (user.isVerified) return { ok: false, reason: "already_verified" };
  const spent = await tx.oneTimeToken.updateMany({
    where: { id: proven.tokenId, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now, pendingPasswordHash: null, pendingName: null },
  });
  if (spent.count !== 1) return { ok: false, reason: "invalid" };
  await tx.user.update({
    where: { id: user.id },
    data: {
      isVerified: true,
      password: keepPassword ? proven.pendingPasswordHash : null,
      ...(proven.pendingName === null ? {} : { name: proven.pendingName }),
    },
  });
  await dropUnprovenAccess(tx, user.id);
  // Made by strangers before there was an owner, who has no known device yet either.
  await forgetGuesses(tx, { email: user.email });
  const details = { method: by };
  await recordEvent(deps, tx, { name: "account.confirmed", actorId: user.id, subjectId: user.id, details });
  if (keepPassword) return { ok: true, password: "kept" };
  return { ok: true, password: "to_choose", resetToken: await createResetToken(deps, tx, user.id) };
}
