import type { Limit, Log } from "@/core/deps";
import type { Counted, SharedWindow } from "./limiter-window";

/**
 * A deadline passes in so many parts, and what has arrived is read after each: of the time in which this process was too busy to read,
 * only one part counts. With more of them, a machine that is short of time would stretch the deadline.
 */
const deadlineParts = 2;

/** While a store is away it is asked this often whether it is back. */
const probeEveryMs = 1_000;

/** A fault so soon after the return still belongs to the same outage, and is not told again. */
const calmMs = 10_000;

/** Counted as a request is, since a store that answers a ping may still refuse to write. */
export const probe: Limit = { name: "probe", max: 1, windowSeconds: 1 };

export type GuardedWindow = {
  /** As `SharedWindow.count`, but null where the store is away or does not answer in time. Never rejects. */
  count(limits: readonly Limit[], client: string, nowMs: number): Promise<Counted | null>;
};

export type Timers = {
  /** Runs `work` once after `ms` and keeps no process alive for it; answers how to call it off. */
  after(ms: number, work: () => void): () => void;
  /** Milliseconds that only ever grow. */
  elapsed(): number;
};

export const machineTimers: Timers = {
  after(ms, work) {
    const timer = setTimeout(work, ms).unref();
    return () => clearTimeout(timer);
  },
  elapsed: () => performance.now(),
};

type Options = { store: string; deadlineMs: number; log: Log; timers: Timers };

/**
 * Guards a store by a deadline and a circuit. The first failure opens it: whoever is waiting gets null at once, nobody asks any more
 * but one probe a second, and the first that succeeds closes it. An outage is one line in the log, and its end another.
 */
export function guardWindow(window: SharedWindow, { store, deadlineMs, log, timers }: Options): GuardedWindow {
  const waiting = new Set<() => void>();
  let isAway = false;
  let wasTold = false;
  let returnedAt = -Infinity;

  function ask(limits: readonly Limit[], client: string, nowMs: number): Promise<Counted | null> {
    return new Promise((resolve) => {
      function settle(counted: Counted | null): void {
        waiting.delete(giveUp);
        cancel();
        resolve(counted);
      }
      const giveUp = () => settle(null);
      const failed = (error: unknown) => {
        if (waiting.has(giveUp)) open(error);
      };
      let partsLeft = deadlineParts;
      let cancel = startPart();
      function startPart(): () => void {
        return timers.after(deadlineMs / deadlineParts, () => setImmediate(endPart));
      }
      function endPart(): void {
        if (!waiting.has(giveUp)) return;
        partsLeft -= 1;
        if (partsLeft === 0) open(new StoreLateError());
        else cancel = startPart();
      }
      waiting.add(giveUp);
      window.count(limits, client, nowMs).then(settle, failed);
    });
  }

  function open(error: unknown): void {
    for (const giveUp of waiting) giveUp();
    window.reset();
    if (!isAway && timers.elapsed() - returnedAt > calmMs) {
      wasTold = true;
      log.error("limit_store_away", error, { store, answer: answerOf(error) });
    }
    isAway = true;
    timers.after(probeEveryMs, () => void close());
  }

  async function close(): Promise<void> {
    if ((await ask([probe], "", Date.now())) === null) return;
    isAway = false;
    returnedAt = timers.elapsed();
    if (wasTold) log.info("limit_store_back", { store });
    wasTold = false;
  }

  return { count: async (limits, client, nowMs) => (isAway ? null : await ask(limits, client, nowMs)) };
}

/** The word by which Redis names a refusal, such as WRONGPASS or READONLY; the rest of its sentence stays out of the log. */
function answerOf(error: unknown): string | undefined {
  return error instanceof Error ? /^[A-Z]{3,}\b/.exec(error.message)?.[0] : undefined;
}

class StoreLateError extends Error {
  override name = "StoreLateError";
}
