import type { Deps, Limiter, LimitVerdict } from "@/core/deps";
import type { Env } from "./env";
import { guardWindow, machineTimers, probe, type GuardedWindow, type Timers } from "./limiter-circuit";
import { createOwnMemory } from "./limiter-memory";
import { createMemoryLimiter } from "./memory-limiter";
import { createPostgresWindow } from "./postgres-limiter";
import { createRedisWindow } from "./redis-limiter";
import { createUpstashWindow } from "./upstash-limiter";

/** A limit may cost a request 250 ms at worst: this much in vain, and the rest for the count in Postgres. */
const redisDeadlineMs = 200;

/** A database that takes longer is as good as away, and the request that waits for it will fail by itself. */
const postgresDeadlineMs = 1_000;

type Ports = Pick<Deps, "db" | "clock" | "log"> & { timers?: Timers };

/**
 * The limiter that the environment chooses. A store counts for all instances; what this one let through it also remembers itself, so that
 * its cap holds when the store is emptied or another takes over, and memory alone decides when all are away. Never throws.
 */
export function createLimiter({ limitStore }: Pick<Env, "limitStore">, ports: Ports): Limiter {
  if (limitStore.kind === "memory") return createMemoryLimiter(ports);
  const stores = openStores(limitStore, ports);
  const own = createOwnMemory(ports);
  return {
    async take(limit, client): Promise<LimitVerdict> {
      const known = own.look(limit, client);
      if (!known.ok) return known;
      const nowMs = ports.clock.now().getTime();
      const waitMs = await firstAnswer(stores, (store) => store.count(limit, client, nowMs));
      return waitMs ? own.refuse(limit, client, nowMs + waitMs) : own.take(limit, client);
    },
  };
}

/** In the order in which they are asked. */
function openStores(
  limitStore: Exclude<Env["limitStore"], { kind: "memory" }>,
  { db, log, timers = machineTimers }: Ports,
): GuardedWindow[] {
  const inPostgres = { store: "postgres", deadlineMs: postgresDeadlineMs, log, timers };
  const postgres = guardWindow(createPostgresWindow({ db }), inPostgres);
  if (limitStore.kind === "postgres") return [postgres];
  const window = limitStore.kind === "redis" ? createRedisWindow(limitStore) : createUpstashWindow(limitStore);
  // So that the first request finds the connection open; of a store that is away, the first request will tell.
  window.count(probe, "", Date.now()).catch(() => undefined);
  return [guardWindow(window, { store: limitStore.kind, deadlineMs: redisDeadlineMs, log, timers }), postgres];
}

/** Null where every store is away. */
async function firstAnswer(
  stores: readonly GuardedWindow[],
  ask: (store: GuardedWindow) => Promise<number | null>,
): Promise<number | null> {
  for (const store of stores) {
    const waitMs = await ask(store);
    if (waitMs !== null) return waitMs;
  }
  return null;
}
