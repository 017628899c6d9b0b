import type { Deps, Limiter } from "@/core/deps";
import type { Env } from "./env";
import { guardWindow, machineTimers, type GuardedWindow, type Timers } from "./limiter-circuit";
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
 * The limiter that the environment chooses. What one instance let through it also remembers itself: so its cap holds when the store is
 * flushed or another takes over, and a client that is over its limit is refused without asking anybody.
 */
export function createLimiter({ limitStore }: Pick<Env, "limitStore">, ports: Ports): Limiter {
  const memory = createMemoryLimiter(ports);
  const stores = openStores(limitStore, ports);
  return {
    async take(limit, client) {
      const waitMs = await firstAnswer(stores, (store) => store.count(limit, client, ports.clock.now().getTime()));
      if (waitMs !== null && waitMs > 0) return { ok: false, retryAfterSeconds: Math.ceil(waitMs / 1000) };
      return await memory.take(limit, client);
    },
  };
}

/** In the order in which they are asked. None at all: memory counts alone. */
function openStores(limitStore: Env["limitStore"], { db, log, timers = machineTimers }: Ports): GuardedWindow[] {
  if (limitStore.kind === "memory") return [];
  const postgres = guardWindow(createPostgresWindow({ db }), {
    store: "postgres",
    deadlineMs: postgresDeadlineMs,
    log,
    timers,
  });
  if (limitStore.kind === "postgres") return [postgres];
  const window = limitStore.kind === "redis" ? createRedisWindow(limitStore) : createUpstashWindow(limitStore);
  return [guardWindow(window, { store: limitStore.kind, deadlineMs: redisDeadlineMs, log, timers }), postgres];
}

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
