import type { Deps, HasherBusy, Transaction } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import { noteRefusal, recordEvent } from "@/features/audit-log/record-event";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { checkPassword, type WeakPassword } from "@/features/password/check-password";
import { limits } from "@/features/rate-limit/policy";
import { endAllSessions } from "@/features/sessions/end-session";
import { forgetGuesses } from "@/features/signin/password-guesses";
import { findReset, type Reset } from "./find-reset";
import { passwordChangedMail } from "./password-changed.email";

export type ResetPasswordOutcome =
  | { ok: true }
  | { ok: false; reason: "expired" | "invalid" }
  | { ok: false; reason: "limited"; retryAfterSeconds: number }
  | WeakPassword
  | HasherBusy;

type ResetPasswordDeps = Pick<
  Deps,
  | "db"
  | "clock"
  | "random"
  | "limiter"
  | "hasher"
  | "breachedPasswords"
  | "sealer"
  | "appUrl"
  | "passwordMinLength"
  | "trace"
  | "refusals"
>;

/**
 * Sets a new password by a mailed link, once. Every session and every other link of the user ends with it, the address counts as
 * proven, and the owner is told by mail. No session is opened: the person signs in with the new password.
 */
export async function resetPassword(
  deps: ResetPasswordDeps,
  input: { token: string; password: string },
  asker: { client: string },
): Promise<ResetPasswordOutcome> {
  const outcome = await spendLink(deps, input, asker);
  if (!outcome.ok) {
    const { reason } = outcome;
    noteRefusal(deps, { name: "password.reset_refused", reason, actorId: null, subjectId: null });
  }
  return outcome;
}

async function spendLink(
  deps: ResetPasswordDeps,
  input: { token: string; password: string },
  asker: { client: string },
): Promise<ResetPasswordOutcome> {
  const limit = await deps.limiter.take(limits.passwordResetConfirm, asker.client);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  const found = await findReset(deps, input.token);
  if (found.kind !== "ready") return { ok: false, reason: found.kind };
  const strength = await checkPassword(deps, { password: input.password, owner: found });
  if (!strength.ok) return strength;
  const hashed = await deps.hasher.hash(input.password);
  if (!hashed.ok) return hashed;
  return await deps.db.$transaction((tx) => replacePassword(deps, tx, found, hashed.hash));
}

async function replacePassword(
  deps: Pick<Deps, "clock" | "random" | "sealer" | "appUrl" | "trace">,
  tx: Transaction,
  found: Extract<Reset, { kind: "ready" }>,
  passwordHash: string,
): Promise<ResetPasswordOutcome> {
  const now = deps.clock.now();
  const user = await lockUserById(tx, found.userId);
  if (!user || user.suspendedAt !== null) return { ok: false, reason: "invalid" };
  const spent = await tx.oneTimeToken.updateMany({
    where: { id: found.tokenId, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  if (spent.count !== 1) return { ok: false, reason: "invalid" };
  if (!user.isVerified) await tx.account.deleteMany({ where: { userId: user.id } });
  await tx.user.update({ where: { id: user.id }, data: { password: passwordHash, isVerified: true } });
  const sessions = await endAllSessions(tx, user.id);
  await tx.oneTimeToken.deleteMany({
    where: { userId: user.id, purpose: { not: "VERIFY_EMAIL" }, id: { not: found.tokenId } },
  });
  await tx.oneTimeToken.updateMany({
    where: { userId: user.id },
    data: { pendingPasswordHash: null, pendingName: null },
  });
  await forgetGuesses(tx, { email: user.email });
  const mail = passwordChangedMail({ appUrl: deps.appUrl, changedAt: now });
  await enqueueMail(deps, tx, { kind: "password-changed", to: user.email, ...mail });
  await recordEvent(deps, tx, { name: "password.reset", actorId: user.id, subjectId: user.id, details: { sessions } });
  return { ok: true };
}
