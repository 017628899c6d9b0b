import type { Deps } from "@/core/deps";

/** So many seals at a time, of a thousand events at most each: a second's work, in which nothing else is sealed. */
const sealsAtOnce = 20;

/**
 * Deletes what is older than the retention: whole seals from the chain's beginning with their events, and the hours' counts. The newest
 * seal stays. The database itself refuses to forget what is younger than thirty days. Every instance may run it at any time.
 */
export async function forgetEvents(
  { db, clock }: Pick<Deps, "db" | "clock">,
  { retentionDays }: { retentionDays: number },
): Promise<void> {
  const before = new Date(clock.now().getTime() - retentionDays * 86_400_000);
  let forgotten: { events: number }[];
  do {
    forgotten = await db.$queryRaw<{ events: number }[]>`
      SELECT "latchkey_forget_audit"(${before}::timestamptz, ${sealsAtOnce}::integer) AS "events"`;
  } while (forgotten.some(({ events }) => events > 0));
}
