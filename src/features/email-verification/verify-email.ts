import type { Deps, HasherBusy, Transaction } from "@/core/deps";
import { dropUnprovenAccess } from "@/core/drop-unproven-access";
import { lockUserById } from "@/core/lock-user";
import { tokenHash } from "@/core/token-hash";
import { createResetToken } from "@/core/create-reset-token";
import { limits } from "@/features/rate-limit/policy";
import { findVerification, type Verification } from "./find-verification";

export type VerifyEmailOutcome =
  | { ok: true; password: "kept" }
  /** The address is proven, the password was nobody's we know: this token lets the owner choose one. */
  | { ok: true; password: "to_choose"; resetToken: string }
  | { ok: false; reason: "already_verified" }
  | { ok: false; reason: "expired" | "invalid" | "wrong_password" }
  | { ok: false; reason: "limited"; retryAfterSeconds: number }
  | HasherBusy;

export type VerifyEmailInput = {
  token: string;
  /** Empty when the person did not type one. */
  password: string;
};

/**
 * Confirms an address by its mailed link, once. The password chosen at sign-up is kept only for the browser that signed up, or for
 * who types it again; anybody else proves the mailbox alone, and a stranger's password, sessions, identities and links go.
 * No session is opened: a link that was forwarded or scanned must not let anybody in.
 */
export async function verifyEmail(
  deps: Pick<Deps, "db" | "clock" | "random" | "limiter" | "hasher">,
  input: VerifyEmailInput,
  asker: { client: string; browserSecret: string | null },
): Promise<VerifyEmailOutcome> {
  const limit = await deps.limiter.take(limits.emailVerificationConfirm, asker.client);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  const found = await findVerification(deps, input.token);
  if (found.kind !== "ready") return { ok: false, reason: found.kind };
  const keep = await mayKeepPassword(deps, input, asker.browserSecret, found);
  if (typeof keep === "object") return keep;
  return await deps.db.$transaction((tx) => confirm(deps, tx, found, keep));
}

async function mayKeepPassword(
  deps: Pick<Deps, "hasher">,
  input: VerifyEmailInput,
  browserSecret: string | null,
  found: Extract<Verification, { kind: "ready" }>,
): Promise<boolean | { ok: false; reason: "wrong_password" } | HasherBusy> {
  if (found.pendingPasswordHash === null) return false;
  if (browserSecret !== null && found.browserHash === tokenHash(browserSecret)) return true;
  if (input.password === "") return false;
  const verified = await deps.hasher.verify(input.password, found.pendingPasswordHash);
  if (!verified.ok) return verified;
  return verified.matches ? true : { ok: false, reason: "wrong_password" };
}

async function confirm(
  deps: Pick<Deps, "clock" | "random">,
  tx: Transaction,
  found: Extract<Verification, { kind: "ready" }>,
  keepPassword: boolean,
): Promise<VerifyEmailOutcome> {
  const now = deps.clock.now();
  const user = await lockUserById(tx, found.userId);
  if (!user) return { ok: false, reason: "invalid" };
  if (user.isVerified) return { ok: false, reason: "already_verified" };
  const spent = await tx.oneTimeToken.updateMany({
    where: { id: found.tokenId, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now, pendingPasswordHash: null, pendingName: null },
  });
  if (spent.count !== 1) return { ok: false, reason: "invalid" };
  await tx.user.update({
    where: { id: user.id },
    data: {
      isVerified: true,
      password: keepPassword ? found.pendingPasswordHash : null,
      ...(found.pendingName === null ? {} : { name: found.pendingName }),
    },
  });
  await dropUnprovenAccess(tx, user.id);
  if (keepPassword) return { ok: true, password: "kept" };
  return { ok: true, password: "to_choose", resetToken: await createResetToken(deps, tx, user.id) };
}
