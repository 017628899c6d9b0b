import type { Deps } from "@/core/deps";
import { claimSeconds } from "./policy";

export type ClaimedMail = {
  id: string;
  kind: string;
  recipient: string;
  sealedContent: Uint8Array | null;
  attempts: number;
  createdAt: Date;
  linkExpiresAt: Date | null;
  /** Names this claim: no later one of the same row lapses at the same moment. */
  claimedUntil: Date;
  /** Another mail to the same recipient waits for this one to be settled. */
  isAwaited: boolean;
};

/**
 * Takes up to `size` due mails for `claimSeconds`, oldest first, and counts an attempt of each; rows that another worker is
 * taking at this moment are passed over. Nothing needs to be given back: a claim that is not settled lapses.
 * A recipient's mails go in the order in which they were written: none is taken while an earlier one waits, be that one claimed or
 * between two tries, unless that one's link is over, so that it will not be sent any more. Other recipients' mails pass by.
 */
export async function claimDueMail(deps: Pick<Deps, "db" | "clock">, size: number): Promise<ClaimedMail[]> {
  const now = deps.clock.now();
  const lapsesAt = new Date(now.getTime() + claimSeconds * 1000);
  const mails = await deps.db.$queryRaw<(ClaimedMail & { wasDueAt: Date })[]>`
    UPDATE "OutboxMail" AS mail
    SET attempts = mail.attempts + 1, "dueAt" = ${lapsesAt}
    FROM (
      SELECT id, "dueAt" FROM "OutboxMail" AS next
      WHERE status = 'WAITING' AND "dueAt" <= ${now} AND NOT EXISTS (
        SELECT 1 FROM "OutboxMail" AS earlier
        WHERE earlier.recipient = next.recipient AND earlier.status = 'WAITING'
          AND (earlier."createdAt", earlier.id) < (next."createdAt", next.id)
          AND (earlier."linkExpiresAt" IS NULL OR earlier."linkExpiresAt" > ${now})
      )
      ORDER BY "dueAt", "createdAt"
      LIMIT ${size}
      FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE mail.id = due.id
    RETURNING mail.id, mail.kind, mail.recipient, mail."sealedContent", mail.attempts, mail."createdAt",
      mail."linkExpiresAt", mail."dueAt" AS "claimedUntil", due."dueAt" AS "wasDueAt", EXISTS (
        SELECT 1 FROM "OutboxMail" AS later
        WHERE later.recipient = mail.recipient AND later.status = 'WAITING'
          AND (later."createdAt", later.id) > (mail."createdAt", mail.id)
      ) AS "isAwaited"`;
  return mails.sort(
    (a, b) => a.wasDueAt.getTime() - b.wasDueAt.getTime() || a.createdAt.getTime() - b.createdAt.getTime(),
  );
}
