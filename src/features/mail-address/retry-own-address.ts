import type { Deps } from "@/core/deps";
import type { RecentViewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { reviveAddress } from "@/features/outbox/dead-addresses";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { limits } from "@/features/rate-limit/policy";
import { mailsResumedMail } from "./mails-resumed.email";

export type RetryOwnAddressOutcome =
  { ok: true } | { ok: false; reason: "not_dead" } | { ok: false; reason: "limited"; retryAfterSeconds: number };

/**
 * Lets mail go to the viewer's own address again, as they wish, and sends one that shows whether it arrives: if it comes back, the address
 * is dead again. Of parallel callers one sends it.
 */
export async function retryOwnAddress(
  deps: Pick<Deps, "db" | "clock" | "sealer" | "limiter" | "appUrl" | "trace">,
  viewer: RecentViewer,
): Promise<RetryOwnAddressOutcome> {
  const limit = await deps.limiter.take(limits.addressRetry, viewer.id);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  return await deps.db.$transaction(async (tx) => {
    if (!(await reviveAddress(deps, tx, viewer.email))) return { ok: false, reason: "not_dead" };
    await enqueueMail(deps, tx, {
      kind: "mails-resumed",
      to: viewer.email,
      ...mailsResumedMail({ appUrl: deps.appUrl }),
    });
    const who = { actorId: viewer.id, subjectId: viewer.id, sessionId: viewer.sessionId };
    await recordEvent(deps, tx, { name: "account.address_retried", ...who });
    return { ok: true };
  });
}
