import type { Clock } from "@/core/deps";

/**
 * This machine's clock, corrected by its distance from the database's, so that every instance judges an expiry alike. `sync` measures
 * the distance, taking half the round trip for the way back; until it has, the machine's own clock counts.
 */
export function createDatabaseClock({
  query,
  machineNow = Date.now,
}: {
  query: () => Promise<Date>;
  machineNow?: () => number;
}): Clock & { sync(): Promise<void> } {
  let offsetMs = 0;
  return {
    now: () => new Date(machineNow() + offsetMs),
    async sync() {
      const askedAt = machineNow();
      const databaseNow = await query();
      const answeredAt = machineNow();
      offsetMs = Math.round(databaseNow.getTime() - (askedAt + answeredAt) / 2);
    },
  };
}
