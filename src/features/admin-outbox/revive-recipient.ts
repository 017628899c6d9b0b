import type { Deps } from "@/core/deps";
import type { AdminViewer, RecentViewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { reviveAddress } from "@/features/outbox/dead-addresses";

export type ReviveRecipientOutcome = { ok: true } | { ok: false; reason: "unknown" | "not_dead" };

/** Lets mail go again to the recipient of this mail. What was given up meanwhile stays given up until it is sent again. */
export async function reviveRecipient(
  deps: Pick<Deps, "db" | "clock" | "trace">,
  viewer: AdminViewer & RecentViewer,
  { mailId }: { mailId: string },
): Promise<ReviveRecipientOutcome> {
  const mail = await deps.db.outboxMail.findUnique({ where: { id: mailId }, select: { recipient: true } });
  if (!mail) return { ok: false, reason: "unknown" };
  return await deps.db.$transaction(async (tx) => {
    if (!(await reviveAddress(deps, tx, mail.recipient))) return { ok: false, reason: "not_dead" };
    await recordEvent(deps, tx, {
      name: "mail.recipient_revived",
      actorId: viewer.id,
      subjectId: null,
      sessionId: viewer.sessionId,
      details: { mailId },
    });
    return { ok: true };
  });
}
