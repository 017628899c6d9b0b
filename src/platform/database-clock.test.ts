import { describe, expect, it } from "vitest";
import { createDatabaseClock } from "./database-clock";

const databaseMs = Date.parse("2026-03-01T12:00:00Z");

describe("database clock", () => {
  it.each([0, 120_000, -120_000, 300_000, -300_000])(
    "agrees with the database on a machine that is off by %i ms",
    async (skewMs) => {
      const clock = createDatabaseClock({
        query: async () => new Date(databaseMs),
        machineNow: () => databaseMs + skewMs,
      });
      expect(clock.now().getTime()).toBe(databaseMs + skewMs);
      await clock.sync();
      expect(clock.now().getTime()).toBe(databaseMs);
    },
  );

  it("takes half of the round trip for the way back", async () => {
    let machineMs = databaseMs;
    const query = () => {
      const answer = new Date(machineMs + 50);
      machineMs += 100;
      return Promise.resolve(answer);
    };
    const clock = createDatabaseClock({ query, machineNow: () => machineMs });
    await clock.sync();
    expect(clock.now().getTime()).toBe(machineMs);
  });

  it("keeps its last measure when the database does not answer", async () => {
    let away = false;
    const query = () => (away ? Promise.reject(new Error("away")) : Promise.resolve(new Date(databaseMs + 5000)));
    const clock = createDatabaseClock({ query, machineNow: () => databaseMs });
    await clock.sync();
    away = true;
    await expect(clock.sync()).rejects.toThrow("away");
    expect(clock.now().getTime()).toBe(databaseMs + 5000);
  });
});
