import { expect, it } from "vitest";
import { describeLimiter } from "./limiter-contract";
import { createMemoryLimiter } from "./memory-limiter";

describeLimiter("memory limiter", ({ clock }) => createMemoryLimiter({ clock }));

const limit = { name: "test", max: 5, windowSeconds: 60 };

it("keeps the number of buckets bounded, and a client that is at it stays limited", async () => {
  const limiter = createMemoryLimiter({ clock: { now: () => new Date("2026-03-01T12:00:00Z") }, capacity: 100 });
  const taken = async (client: string) => (await limiter.take(limit, client)).ok;
  for (let count = 0; count < 5; count++) await taken("attacker");
  for (let count = 0; count < 5; count++) await taken("idle");
  for (let index = 0; index < 1000; index++) {
    await taken(`other ${index}`);
    if (index % 20 === 0) expect(await taken("attacker")).toBe(false);
  }
  expect(await taken("idle")).toBe(true);
});

it("makes room for a tenth at once, so that it does not search for the oldest at each newcomer's request", () => {
  const limiter = createMemoryLimiter({ clock: { now: () => new Date("2026-03-01T12:00:00Z") }, capacity: 100 });
  const once = { ...limit, max: 1 };
  const clients = Array.from({ length: 101 }, (_, index) => `client ${index}`);
  for (const client of clients) limiter.takeNow(once, client);
  const forgotten = clients.filter((client) => limiter.peek(once, client).ok);
  expect(forgotten).toEqual(clients.slice(0, 11));
});
