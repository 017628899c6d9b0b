import type { Deps } from "@/core/deps";
import type { AdminViewer, RecentViewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { findDeadAddress } from "@/features/outbox/dead-addresses";

export type ResendMailOutcome =
  { ok: true } | { ok: false; reason: "unknown" | "not_dead" | "content_gone" | "link_expired" | "dead_address" };

/**
 * Lets a mail that was given up wait for its delivery again, under the same idempotency key. Of parallel callers one gets `ok`, the others
 * find it waiting.
 */
export async function resendMail(
  deps: Pick<Deps, "db" | "clock" | "trace">,
  viewer: AdminViewer & RecentViewer,
  { mailId }: { mailId: string },
): Promise<ResendMailOutcome> {
  const mail = await deps.db.outboxMail.findUnique({ where: { id: mailId } });
  if (!mail) return { ok: false, reason: "unknown" };
  const now = deps.clock.now();
  if (mail.status !== "DEAD") return { ok: false, reason: "not_dead" };
  if (mail.sealedContent === null) return { ok: false, reason: "content_gone" };
  if (mail.linkExpiresAt !== null && mail.linkExpiresAt <= now) return { ok: false, reason: "link_expired" };
  if (await findDeadAddress(deps.db, mail.recipient)) return { ok: false, reason: "dead_address" };
  return await deps.db.$transaction(async (tx) => {
    const { count } = await tx.outboxMail.updateMany({
      where: { id: mailId, status: "DEAD" },
      data: { status: "WAITING", attempts: 0, dueAt: now, settledAt: null, lastError: null },
    });
    if (count === 0) return { ok: false, reason: "not_dead" };
    await recordEvent(deps, tx, {
      name: "mail.resent",
      actorId: viewer.id,
      subjectId: null,
      sessionId: viewer.sessionId,
      details: { mailId },
    });
    return { ok: true };
  });
}
