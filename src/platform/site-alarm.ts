import type { AlarmName, SiteAlarm } from "@/core/deps";
import type { AlarmState } from "@/features/site-alarm/read-alarms";
import type { SigninCount } from "@/features/site-alarm/tally-signins";

/** An alarm is up for minutes; a few seconds later is soon enough, and one read in five seconds costs nothing. */
const rememberMs = 5_000;

type Options = {
  tally: (count: SigninCount) => Promise<void>;
  read: () => Promise<Record<AlarmName, AlarmState>>;
  /** Milliseconds that only ever grow. */
  elapsed: () => number;
};

export type CountingSiteAlarm = SiteAlarm & {
  /** Writes down what was counted since the last call. What could not be written is kept for the next. */
  flush(): Promise<void>;
};

/** Counts in memory, so that a storm of sign-ins writes one row a second and not one each, and remembers the alarms for a moment. */
export function createSiteAlarm({ tally, read, elapsed }: Options): CountingSiteAlarm {
  const pending: SigninCount = { failed: 0, succeeded: 0 };
  let known: Record<AlarmName, boolean> = { spraying: false, mail: false };
  let readAt = -Infinity;
  let reading: Promise<void> | undefined;

  async function readAgain(): Promise<void> {
    try {
      const { spraying, mail } = await read();
      known = { spraying: spraying.isRaised, mail: mail.isRaised };
    } catch {
      // The last that was known counts. What needs the database fails by itself, and says so.
    }
    readAt = elapsed();
    reading = undefined;
  }

  return {
    signinEnded: (outcome) => void (pending[outcome] += 1),
    async isRaised(alarm) {
      if (elapsed() - readAt >= rememberMs) await (reading ??= readAgain());
      return known[alarm];
    },
    async flush() {
      const count = { ...pending };
      if (count.failed + count.succeeded === 0) return;
      pending.failed = pending.succeeded = 0;
      try {
        await tally(count);
      } catch (error) {
        pending.failed += count.failed;
        pending.succeeded += count.succeeded;
        throw error;
      }
    },
  };
}
