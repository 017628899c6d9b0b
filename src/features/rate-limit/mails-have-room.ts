import type { Transaction } from "@/core/deps";
import { mailCeilings, mailsOfStrangers } from "./policy";

type NextMail = {
  /** One canonical address. */
  to: string;
  now: Date;
  /** To the owner of a confirmed account, for whom a part of the site's ceiling is kept free. */
  isToOwner: boolean;
};

/**
 * Whether one more mail that a stranger caused keeps the site below its ceilings. Counted from the outbox itself, without a lock: mails
 * that are written at the same instant may exceed a ceiling by their number, and no transaction waits for another's.
 */
export async function mailsHaveRoom(tx: Transaction, { to, now, isToOwner }: NextMail): Promise<boolean> {
  const since = new Date(now.getTime() - mailCeilings.site.windowSeconds * 1000);
  const domain = to.slice(to.lastIndexOf("@"));
  const [sent] = await tx.$queryRaw<[{ site: number; domain: number }]>`
    SELECT count(*)::int AS "site", count(*) FILTER (WHERE right("recipient", ${domain.length}::int) = ${domain})::int AS "domain"
    FROM (
      SELECT "recipient" FROM "OutboxMail"
      WHERE "createdAt" > ${since}::timestamptz AND "kind" = ANY(${mailsOfStrangers})
      LIMIT ${mailCeilings.site.max}
    ) AS recent`;
  if (isToOwner) return sent.site < mailCeilings.site.max;
  return sent.site < mailCeilings.newcomers.max && sent.domain < mailCeilings.domain.max;
}
