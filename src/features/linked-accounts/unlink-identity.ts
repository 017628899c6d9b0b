import type { Deps } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import type { RecentViewer } from "@/core/viewer";
import { noteRefusal, recordEvent } from "@/features/audit-log/record-event";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { limits } from "@/features/rate-limit/policy";
import { methodUnlinkedMail } from "./method-unlinked.email";

export type UnlinkOutcome =
  | { ok: true }
  | { ok: false; reason: "unknown" | "last_method" }
  | { ok: false; reason: "limited"; retryAfterSeconds: number };

/**
 * Takes an identity away from its owner. The last way into an account stays, also when two unlinks race for it: the user's row is
 * locked while the others are counted. Every other session ends, for it may have come in by the identity that goes.
 */
export async function unlinkIdentity(
  deps: Pick<Deps, "db" | "clock" | "limiter" | "sealer" | "appUrl" | "trace" | "refusals">,
  viewer: RecentViewer,
  input: { accountId: string; nameOf: (provider: string) => string },
): Promise<UnlinkOutcome> {
  const limit = await deps.limiter.take(limits.unlinkIdentity, viewer.id);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  return await deps.db.$transaction(async (tx) => {
    const user = await lockUserById(tx, viewer.id);
    const accounts = await tx.account.findMany({ where: { userId: viewer.id }, select: { id: true, provider: true } });
    const account = accounts.find(({ id }) => id === input.accountId);
    if (!user || !account) return { ok: false, reason: "unknown" };
    const who = { actorId: viewer.id, subjectId: viewer.id, sessionId: viewer.sessionId };
    if (user.password === null && accounts.length === 1) {
      noteRefusal(deps, { name: "identity.refused", reason: "last_method", ...who });
      return { ok: false, reason: "last_method" };
    }
    await tx.account.delete({ where: { id: input.accountId } });
    await tx.session.deleteMany({ where: { userId: viewer.id, id: { not: viewer.sessionId } } });
    const mail = methodUnlinkedMail({
      appUrl: deps.appUrl,
      provider: input.nameOf(account.provider),
      changedAt: deps.clock.now(),
    });
    await enqueueMail(deps, tx, { kind: "method-unlinked", to: user.email, ...mail });
    await recordEvent(deps, tx, { name: "identity.unlinked", ...who, details: { provider: account.provider } });
    return { ok: true };
  });
}
