import type { Deps } from "@/core/deps";
import { claimSeconds } from "./policy";

export type ClaimedMail = {
  id: string;
  kind: string;
  recipient: string;
  sealedContent: Uint8Array | null;
  attempts: number;
  createdAt: Date;
  /** Names this claim: no later one of the same row lapses at the same moment. */
  claimedUntil: Date;
};

/**
 * Takes up to `size` due mails for `claimSeconds`, oldest first, and counts an attempt of each; rows that another worker is
 * taking at this moment are passed over. Nothing needs to be given back: a claim that is not settled lapses.
 */
export async function claimDueMail(deps: Pick<Deps, "db" | "clock">, size: number): Promise<ClaimedMail[]> {
  const now = deps.clock.now();
  const lapsesAt = new Date(now.getTime() + claimSeconds * 1000);
  const mails = await deps.db.$queryRaw<(ClaimedMail & { wasDueAt: Date })[]>`
    UPDATE "OutboxMail" AS mail
    SET attempts = mail.attempts + 1, "dueAt" = ${lapsesAt}
    FROM (
      SELECT id, "dueAt" FROM "OutboxMail"
      WHERE status = 'WAITING' AND "dueAt" <= ${now}
      ORDER BY "dueAt", "createdAt"
      LIMIT ${size}
      FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE mail.id = due.id
    RETURNING mail.id, mail.kind, mail.recipient, mail."sealedContent", mail.attempts, mail."createdAt",
      mail."dueAt" AS "claimedUntil", due."dueAt" AS "wasDueAt"`;
  return mails.sort(
    (a, b) => a.wasDueAt.getTime() - b.wasDueAt.getTime() || a.createdAt.getTime() - b.createdAt.getTime(),
  );
}
