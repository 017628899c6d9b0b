import type { AlarmName, Deps } from "@/core/deps";
import { alarms, mailCeilings, mailsOfStrangers } from "@/features/rate-limit/policy";

export type AlarmState = { isRaised: boolean; counts: Record<string, number> };

/** Whether more sign-ins fail than people cause, and whether more mail goes out, over all instances. */
export async function readAlarms(deps: Pick<Deps, "db" | "clock">): Promise<Record<AlarmName, AlarmState>> {
  const [spraying, mail] = await Promise.all([readSpraying(deps), readMail(deps)]);
  return { spraying, mail };
}

async function readSpraying(deps: Pick<Deps, "db" | "clock">): Promise<AlarmState> {
  const { windowSeconds, atLeast } = alarms.spraying;
  const since = new Date(deps.clock.now().getTime() - windowSeconds * 1000);
  const { _sum: sum } = await deps.db.signinTally.aggregate({
    where: { minute: { gt: since } },
    _sum: { failed: true, succeeded: true },
  });
  const [failed, succeeded] = [sum.failed ?? 0, sum.succeeded ?? 0];
  return { isRaised: failed >= atLeast && failed > succeeded, counts: { failed, succeeded, windowSeconds } };
}

/** Counted no further than the ceiling, so that a flood does not make the count dear. */
async function readMail(deps: Pick<Deps, "db" | "clock">): Promise<AlarmState> {
  const { windowSeconds, atLeast } = alarms.mail;
  const since = new Date(deps.clock.now().getTime() - windowSeconds * 1000);
  const [row] = await deps.db.$queryRaw<[{ mails: number }]>`
    SELECT count(*)::int AS "mails" FROM (
      SELECT 1 FROM "OutboxMail"
      WHERE "createdAt" > ${since}::timestamptz AND "kind" = ANY(${mailsOfStrangers})
      LIMIT ${mailCeilings.site.max}
    ) AS recent`;
  return { isRaised: row.mails >= atLeast, counts: { mails: row.mails, windowSeconds } };
}
