import type { Deps, Transaction } from "@/core/deps";
import { canonicalEmail } from "@/core/email";
import { mailsHaveRoom } from "@/features/rate-limit/mails-have-room";
import { mailsOfStrangers } from "@/features/rate-limit/policy";
import { deadAddressCode, findDeadAddress } from "./dead-addresses";
import { sealContent, type MailContent } from "./sealed-content";

export type MailToSend = MailContent & {
  /** The template's name, such as `verification-link`. */
  kind: string;
  /** One canonical address. */
  to: string;
  /** At most `max` mails of this kind to this address in any `windowMinutes`. */
  cap?: { max: number; windowMinutes: number };
  /** Of a mail with a cap: it goes to the owner of a confirmed account, and may use what the site's ceiling keeps free for them. */
  isToOwner?: boolean;
  /** Of a mail with a link: when that stops to work, after which nobody needs to send the mail again. */
  linkExpiresAt?: Date;
};

export type EnqueueResult = { ok: true; id: string } | { ok: false; reason: "capped" };

/**
 * Writes down a mail that is owed, in the transaction of the change that causes it: both exist or neither does.
 * The content is sealed, for its links open accounts. A mail with a cap is one that strangers can cause: it is also held back where the
 * site's ceilings are met, while what an owner is told of their account never is. Parallel callers never exceed `cap`; that needs READ COMMITTED, Prisma's default.
 * A mail to an address that takes none is written as given up, and answered like any other: whoever asked learns nothing of the address.
 * Throws when `to` is not exactly one canonical address or the subject holds a line break: a bug of the caller.
 */
export async function enqueueMail(
  deps: Pick<Deps, "clock" | "sealer">,
  tx: Transaction,
  { kind, to, subject, text, html, cap, isToOwner = false, linkExpiresAt }: MailToSend,
): Promise<EnqueueResult> {
  if (canonicalEmail(to) !== to) throw new Error("A mail needs exactly one canonical address.");
  if (cap && !mailsOfStrangers.some((known) => known === kind))
    throw new Error("A mail with a cap counts towards the site's ceilings, which have to know its kind.");
  if (/\p{Cc}/u.test(subject)) throw new Error("A subject holds no control characters.");

  const now = deps.clock.now();
  if (cap) {
    // A statement of its own: the count below must see what the holder before us has committed.
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`outbox:${to}`}, 0))`;
    const since = new Date(now.getTime() - cap.windowMinutes * 60_000);
    const recent = await tx.outboxMail.count({ where: { recipient: to, kind, createdAt: { gt: since } } });
    if (recent >= cap.max) return { ok: false, reason: "capped" };
    if (!(await mailsHaveRoom(tx, { to, now, isToOwner }))) return { ok: false, reason: "capped" };
  }

  const isDead = (await findDeadAddress(tx, to)) !== null;
  const id = await newId(tx);
  await tx.outboxMail.create({
    data: {
      id,
      kind,
      recipient: to,
      sealedContent: sealContent(deps, id, { subject, text, html }),
      createdAt: now,
      dueAt: now,
      linkExpiresAt: linkExpiresAt ?? null,
      ...(isDead ? { status: "DEAD" as const, settledAt: now, lastError: deadAddressCode } : {}),
    },
  });
  return { ok: true, id };
}

/** Made before the row, because the content is sealed for this id. */
async function newId(tx: Transaction): Promise<string> {
  const [row] = await tx.$queryRaw<[{ id: string }]>`SELECT gen_random_uuid()::text AS id`;
  return row.id;
}
