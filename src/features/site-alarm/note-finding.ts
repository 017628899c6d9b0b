import type { Deps } from "@/core/deps";

export type Finding = {
  /** The event's name in the log. */
  name: string;
  /** All instances together tell it once in so many minutes. */
  tellEveryMinutes: number;
};

/** Writes down, for the doctor, that something was seen. Answers whether the caller is the one who tells it. */
export async function noteFinding(
  deps: Pick<Deps, "db" | "clock">,
  { name, tellEveryMinutes }: Finding,
): Promise<boolean> {
  const now = deps.clock.now();
  const toldBefore = new Date(now.getTime() - tellEveryMinutes * 60_000);
  const mine = await deps.db.$executeRaw`
    INSERT INTO "SiteFinding" AS f ("name", "seenAt", "toldAt")
    VALUES (${name}, ${now}::timestamptz, ${now}::timestamptz)
    ON CONFLICT ("name") DO UPDATE SET "seenAt" = excluded."seenAt", "toldAt" = excluded."toldAt"
    WHERE f."toldAt" <= ${toldBefore}::timestamptz`;
  if (mine === 1) return true;
  await deps.db.siteFinding.updateMany({ where: { name }, data: { seenAt: now } });
  return false;
}
