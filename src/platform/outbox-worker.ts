import type { Log } from "@/core/deps";

export type OutboxWorker = {
  /** Asks for a run now: after the one under way, if there is one, and after the pause that the provider asked for. */
  wake(): void;
  /** Starts no further run and resolves when the one under way has ended. */
  stop(): Promise<void>;
};

/**
 * Runs `deliver` at start, every `intervalMs` and when woken, one run at a time. `deliver` says when it wants to go on:
 * at once (0), after a pause (seconds), or with the next tick (null). Never throws and never keeps the process alive.
 */
export function startOutboxWorker({
  deliver,
  intervalMs,
  log,
}: {
  deliver: () => Promise<{ resumeAfterSeconds: number | null }>;
  intervalMs: number;
  log: Log;
}): OutboxWorker {
  let stopped = false;
  let wokenMeanwhile = false;
  let paused = false;
  let running: Promise<void> | null = null;
  let timer: NodeJS.Timeout | undefined;

  /** Answers the pause, in seconds, before the next run; null where only the clock or a call asks for it. */
  async function deliverAll(): Promise<number | null> {
    for (;;) {
      wokenMeanwhile = false;
      const { resumeAfterSeconds } = await deliver();
      const goOn = resumeAfterSeconds === 0 || (resumeAfterSeconds === null && wokenMeanwhile);
      if (stopped || !goOn) return resumeAfterSeconds;
    }
  }

  async function run(): Promise<void> {
    let pauseSeconds: number | null = null;
    try {
      pauseSeconds = await deliverAll();
    } catch (error) {
      log.error("outbox.run_failed", error);
    }
    running = null;
    paused = pauseSeconds !== null;
    if (!stopped) timer = setTimeout(start, pauseSeconds === null ? intervalMs : pauseSeconds * 1000).unref();
  }

  function start(): void {
    clearTimeout(timer);
    paused = false;
    running = run();
  }

  function wake(): void {
    wokenMeanwhile = true;
    if (!stopped && !running && !paused) start();
  }

  start();
  return {
    wake,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
