import type { Deps } from "@/core/deps";
import type { AdminViewer, RecentViewer } from "@/core/viewer";
import { reviveAddress } from "@/features/outbox/dead-addresses";

export type ReviveRecipientOutcome = { ok: true } | { ok: false; reason: "unknown" | "not_dead" };

/** Lets mail go again to the recipient of this mail. What was given up meanwhile stays given up until it is sent again. */
export async function reviveRecipient(
  deps: Pick<Deps, "db" | "clock" | "log">,
  viewer: AdminViewer & RecentViewer,
  { mailId }: { mailId: string },
): Promise<ReviveRecipientOutcome> {
  const mail = await deps.db.outboxMail.findUnique({ where: { id: mailId }, select: { recipient: true } });
  if (!mail) return { ok: false, reason: "unknown" };
  if (!(await reviveAddress(deps, deps.db, mail.recipient))) return { ok: false, reason: "not_dead" };
  deps.log.info("address.revived_by_admin", { mailId, adminId: viewer.id });
  return { ok: true };
}
