import type { Deps, Transaction } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import { tokenHash } from "@/core/token-hash";
import { recordEvent } from "@/features/audit-log/record-event";
import { limits } from "@/features/rate-limit/policy";
import { issueDeviceToken } from "@/features/signin/known-device";

export type UnlockOutcome =
  | { ok: true; deviceToken: string }
  | { ok: false; reason: "invalid" }
  | { ok: false; reason: "limited"; retryAfterSeconds: number };

/**
 * Makes the browser that opens the mailed link a known device of the account, once: its guesses are counted apart from those of the
 * strangers, whose count stays as it is. Nobody is signed in, for the password is still to be typed.
 */
export async function unlockDevice(
  deps: Pick<Deps, "db" | "clock" | "random" | "limiter" | "codes" | "trace">,
  input: { token: string },
  asker: { client: string },
): Promise<UnlockOutcome> {
  const limit = await deps.limiter.take(limits.unlock, asker.client);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  return await deps.db.$transaction((tx) => spend(deps, tx, tokenHash(input.token)));
}

async function spend(
  deps: Pick<Deps, "clock" | "random" | "codes" | "trace">,
  tx: Transaction,
  hash: string,
): Promise<UnlockOutcome> {
  const now = deps.clock.now();
  const token = await tx.oneTimeToken.findUnique({ where: { tokenHash: hash }, select: { userId: true } });
  const user = token && (await lockUserById(tx, token.userId));
  if (!user || user.suspendedAt !== null) return { ok: false, reason: "invalid" };
  const spent = await tx.oneTimeToken.updateMany({
    where: { tokenHash: hash, purpose: "KNOW_DEVICE", usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  if (spent.count !== 1) return { ok: false, reason: "invalid" };
  await recordEvent(deps, tx, { name: "session.device_known", actorId: null, subjectId: user.id });
  const account = { email: user.email, passwordHash: user.password };
  return { ok: true, deviceToken: issueDeviceToken(deps, account, null) };
}
