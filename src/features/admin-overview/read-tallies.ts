import type { Deps } from "@/core/deps";
import type { AuditResult, OutboxMailStatus } from "@/platform/prisma/enums";

/** `from` up to below `to`, in `bars` of equal length. */
export type Window = { from: Date; to: Date; bars: number; barMs: number };

/** What equal events came to in a bar; bar -1 is the whole period before. */
export type Tally = { bar: number; name: string; result: AuditResult; reason: string; method: string; count: number };

export type MailTally = { bar: number; status: OutboxMailStatus; count: number };

/** The sign-ups, sign-ins and refusals of a window and of the one before it, by the primary key's hours. */
export async function readTallies({ db }: Pick<Deps, "db">, { from, to, barMs }: Window): Promise<Tally[]> {
  return await db.$queryRaw<Tally[]>`
    SELECT greatest(-1, floor(extract(epoch FROM "hour" - ${from}::timestamptz) * 1000 / ${barMs}::integer))::integer AS "bar",
      "name", "result", "reason", "method", sum("count")::double precision AS "count"
    FROM "AuditTally"
    WHERE "hour" >= ${earlier({ from, to })}::timestamptz AND "hour" < ${to}::timestamptz
      AND ("result" = 'REFUSED' OR "name" IN ('account.signed_up', 'session.opened'))
    GROUP BY 1, 2, 3, 4, 5`;
}

/** The mails of the same time, by the state they are in now, from an index alone. */
export async function readMails({ db }: Pick<Deps, "db">, { from, to, barMs }: Window): Promise<MailTally[]> {
  return await db.$queryRaw<MailTally[]>`
    SELECT greatest(-1, floor(extract(epoch FROM "createdAt" - ${from}::timestamptz) * 1000 / ${barMs}::integer))::integer AS "bar",
      "status", count(*)::double precision AS "count"
    FROM "OutboxMail"
    WHERE "status" IN ('WAITING', 'SENT', 'DEAD')
      AND "createdAt" >= ${earlier({ from, to })}::timestamptz AND "createdAt" < ${to}::timestamptz
    GROUP BY 1, 2`;
}

function earlier({ from, to }: Pick<Window, "from" | "to">): Date {
  return new Date(2 * from.getTime() - to.getTime());
}
