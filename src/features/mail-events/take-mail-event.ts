import type { Deps, Transaction } from "@/core/deps";
import { markAddressDead, type DeathReason } from "@/features/outbox/dead-addresses";
import type { DeadAddressState, MailOutcome } from "@/platform/prisma/enums";
import { settlingSeconds } from "./policy";
import { isTo, readMailEvent, type MailEvent } from "./schema";
import { verifySignature, type SignedCall } from "./verify-signature";

export type TakeMailEventOutcome =
  /** Taken, or known already, or none of ours: in each case there is nothing to send again. */
  | { ok: true; taken: boolean }
  /** `early`: the mail may be about to be written down, so the provider shall come again. */
  | { ok: false; reason: "unsigned" | "out_of_time" | "forged" | "unreadable" | "early" };

/**
 * Takes what the provider reports of a mail. Only a signed report is believed, once, and only of a mail that we sent to that very address:
 * then the mail shows what became of it, and an address that will take nothing is marked dead. Reports may come in any order.
 */
export async function takeMailEvent(
  deps: Pick<Deps, "db" | "clock" | "log">,
  { secrets, call }: { secrets: readonly string[]; call: SignedCall },
): Promise<TakeMailEventOutcome> {
  const signed = verifySignature(secrets, call, deps.clock.now());
  if (!signed.ok) return signed;
  const read = readMailEvent(call.body);
  if (read.kind === "unreadable") return { ok: false, reason: "unreadable" };
  if (read.kind === "unknown") return { ok: true, taken: false };
  const { event } = read;
  const found = await deps.db.outboxMail.findFirst({
    where: { providerId: event.data.email_id },
    select: { id: true, recipient: true },
  });
  if (!found && mayBeAhead(deps, event)) return { ok: false, reason: "early" };
  if (!found || !isTo(event, found.recipient)) return { ok: true, taken: false };
  const taken = await deps.db.$transaction(async (tx) => {
    if (!(await isFirst(deps, tx, signed.id))) return false;
    await apply(tx, event, found);
    return true;
  });
  if (taken) deps.log.info("mail_event.taken", { mailId: found.id, type: event.type });
  return { ok: true, taken };
}

/** Of all calls with one id, whether this is the first; the others wait for its transaction and then find its row. */
async function isFirst({ clock }: Pick<Deps, "clock">, tx: Transaction, id: string): Promise<boolean> {
  const { count } = await tx.mailEvent.createMany({
    data: [{ id, receivedAt: clock.now() }],
    skipDuplicates: true,
  });
  return count === 1;
}

function mayBeAhead({ clock }: Pick<Deps, "clock">, event: MailEvent): boolean {
  return clock.now().getTime() - event.created_at.getTime() < settlingSeconds * 1000;
}

async function apply(tx: Transaction, event: MailEvent, mail: { id: string; recipient: string }): Promise<void> {
  const at = event.created_at;
  await tx.$executeRaw`
    UPDATE "OutboxMail" SET "outcome" = ${outcomeOf(event)}::"MailOutcome", "outcomeAt" = ${at}::timestamptz
    WHERE "id" = ${mail.id} AND ("outcome" IS NULL OR "outcome" < ${outcomeOf(event)}::"MailOutcome")`;
  const death = deathOf(event);
  if (death) await markAddressDead(tx, { email: mail.recipient, at, ...death });
}

const outcomes = {
  "email.delivery_delayed": "DELAYED",
  "email.delivered": "DELIVERED",
  "email.failed": "FAILED",
  "email.suppressed": "FAILED",
  "email.bounced": "BOUNCED",
  "email.complained": "COMPLAINED",
} as const satisfies Record<MailEvent["type"], MailOutcome>;

/** A mail that comes back for now, because the mailbox is full or its server away, has only failed. */
function outcomeOf(event: MailEvent): MailOutcome {
  return event.type === "email.bounced" && !isPermanent(event.data.bounce) ? "FAILED" : outcomes[event.type];
}

/** What an event says of the address itself, if anything. */
function deathOf(event: MailEvent): { state: DeadAddressState; reason: DeathReason } | null {
  switch (event.type) {
    case "email.complained":
      return { state: "COMPLAINED", reason: "complaint" };
    case "email.suppressed":
      return { state: "BOUNCED", reason: "suppressed" };
    case "email.bounced":
      return isPermanent(event.data.bounce) ? { state: "BOUNCED", reason: bounceReason(event.data.bounce) } : null;
    case "email.delivery_delayed":
    case "email.delivered":
    case "email.failed":
      return null;
  }
}

type Bounce = Extract<MailEvent, { type: "email.bounced" }>["data"]["bounce"];

/** Resend passes on the words of Amazon SES: Permanent, Transient or Undetermined. What is not surely for good is not. */
function isPermanent({ type }: Bounce): boolean {
  return type === "permanent";
}

function bounceReason({ subType }: Bounce): DeathReason {
  if (subType === "noemail") return "no_mailbox";
  return subType?.includes("suppress") ? "suppressed" : "refused";
}
