import type { Deps } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import type { RecentViewer } from "@/core/viewer";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { methodUnlinkedMail } from "./method-unlinked.email";

export type UnlinkOutcome = { ok: true } | { ok: false; reason: "unknown" | "last_method" };

/**
 * Takes an identity away from its owner. The last way into an account stays, also when two unlinks race for it: the user's row is
 * locked while the others are counted. Every other session ends, for it may have come in by the identity that goes.
 */
export async function unlinkIdentity(
  deps: Pick<Deps, "db" | "clock" | "sealer" | "appUrl">,
  viewer: RecentViewer,
  input: { accountId: string; nameOf: (provider: string) => string },
): Promise<UnlinkOutcome> {
  return await deps.db.$transaction(async (tx) => {
    const user = await lockUserById(tx, viewer.id);
    const accounts = await tx.account.findMany({ where: { userId: viewer.id }, select: { id: true, provider: true } });
    const account = accounts.find(({ id }) => id === input.accountId);
    if (!user || !account) return { ok: false, reason: "unknown" };
    if (user.password === null && accounts.length === 1) return { ok: false, reason: "last_method" };
    await tx.account.delete({ where: { id: input.accountId } });
    await tx.session.deleteMany({ where: { userId: viewer.id, id: { not: viewer.sessionId } } });
    const mail = methodUnlinkedMail({
      appUrl: deps.appUrl,
      provider: input.nameOf(account.provider),
      changedAt: deps.clock.now(),
    });
    await enqueueMail(deps, tx, { kind: "method-unlinked", to: user.email, ...mail });
    return { ok: true };
  });
}
