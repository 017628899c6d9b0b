import type { Deps, Limit, Limiter, LimitsVerdict, LimitVerdict } from "@/core/deps";
import type { Env } from "./env";
import { guardWindow, machineTimers, probe, type GuardedWindow, type Timers } from "./limiter-circuit";
import { createOwnMemory } from "./limiter-memory";
import type { Counted } from "./limiter-window";
import { createMemoryLimiter } from "./memory-limiter";
import { createPostgresWindow } from "./postgres-limiter";
import { createRedisWindow } from "./redis-limiter";
import { createUpstashWindow } from "./upstash-limiter";

/** Of the 250 ms that a store which is away may cost a request: this much in vain, and the rest for the count in Postgres. */
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

  async function takeAll(limits: readonly Limit[], client: string): Promise<LimitsVerdict> {
    const known = limits.map((limit) => own.look(limit, client));
    const closed = known.findIndex(({ ok }) => !ok);
    const open = closed === -1 ? limits : limits.slice(0, closed);
    const counted: LimitsVerdict = open.length === 0 ? { ok: true } : await countAll(open, client);
    const refusal = known[closed];
    return counted.ok && refusal && !refusal.ok ? { ...refusal, passed: closed } : counted;
  }

  async function countAll(limits: readonly Limit[], client: string): Promise<LimitsVerdict> {
    const nowMs = ports.clock.now().getTime();
    const counted = await firstAnswer(stores, (store) => store.count(limits, client, nowMs));
    const { passed, waitMs } = counted ?? { passed: limits.length, waitMs: 0 };
    for (const [place, limit] of limits.entries()) {
      const isOpen = place < passed;
      const verdict = isOpen ? own.take(limit, client) : own.refuse(limit, client, nowMs + waitMs);
      if (!verdict.ok) return { ...verdict, passed: place };
    }
    return { ok: true };
  }

  return {
    async take(limit, client): Promise<LimitVerdict> {
      const verdict = await takeAll([limit], client);
      return verdict.ok ? verdict : { ok: false, retryAfterSeconds: verdict.retryAfterSeconds };
    },
    takeAll,
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
  window.count([probe], "", Date.now()).catch(() => undefined);
  return [guardWindow(window, { store: limitStore.kind, deadlineMs: redisDeadlineMs, log, timers }), postgres];
}

/** Null where every store is away. */
async function firstAnswer(
  stores: readonly GuardedWindow[],
  ask: (store: GuardedWindow) => Promise<Counted | null>,
): Promise<Counted | null> {
  for (const store of stores) {
    const counted = await ask(store);
    if (counted) return counted;
  }
  return null;
}
