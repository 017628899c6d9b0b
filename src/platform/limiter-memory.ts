import type { Clock, Limit, LimitVerdict } from "@/core/deps";
import { createMemoryLimiter } from "./memory-limiter";

/** Beyond it the refusals are forgotten and asked for again: it is only there to spare the store. */
const maxRefusals = 10_000;

/** Two readings of one clock may differ by the correction of a moment; by more, and the clock was set back. */
const jitterMs = 1_000;

export type OwnMemory = {
  /** Whether this instance knows by itself that the client is over its limit, without counting. */
  look(limit: Limit, client: string): LimitVerdict;
  /** Remembers that the store refuses the client until then, and says so. */
  refuse(limit: Limit, client: string, untilMs: number): LimitVerdict;
  /** Counts what the store let through, and has the last word. */
  take(limit: Limit, client: string): LimitVerdict;
};

/**
 * What one instance knows of the limits besides the store that all share: what it let through, and what the store refused.
 * When the clock is set back it forgets both, for the store knows them.
 */
export function createOwnMemory({ clock }: { clock: Clock }): OwnMemory {
  let passed = createMemoryLimiter({ clock });
  const refusedUntil = new Map<string, number>();
  let newestMs = -Infinity;

  function readClock(): number {
    const nowMs = clock.now().getTime();
    if (nowMs < newestMs - jitterMs) {
      passed = createMemoryLimiter({ clock });
      refusedUntil.clear();
      newestMs = nowMs;
    }
    newestMs = Math.max(newestMs, nowMs);
    return nowMs;
  }

  return {
    look(limit, client) {
      const waitMs = (refusedUntil.get(`${limit.name}:${client}`) ?? 0) - readClock();
      return waitMs > 0 ? waitFor(waitMs) : passed.peek(limit, client);
    },
    refuse(limit, client, untilMs) {
      if (refusedUntil.size >= maxRefusals) refusedUntil.clear();
      refusedUntil.set(`${limit.name}:${client}`, untilMs);
      return waitFor(Math.max(1, untilMs - readClock()));
    },
    take: (limit, client) => passed.takeNow(limit, client),
  };
}

function waitFor(waitMs: number): LimitVerdict {
  return { ok: false, retryAfterSeconds: Math.ceil(waitMs / 1000) };
}
