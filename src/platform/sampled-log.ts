import type { Log } from "@/core/deps";

/** So many lines a minute of one event tell an operator all that there is to see; a flood of requests writes no more. */
const maxLines = 30;
const windowMs = 60_000;

/** Events are named in the code, so these are few; bounded all the same. */
const maxEvents = 1_000;

type Window = { since: number; lines: number; left: number };

/**
 * Writes at most thirty lines a minute of each event. The first line after says how many were left out, so that none is lost in silence.
 * `elapsed` is in milliseconds and only grows.
 */
export function createSampledLog(log: Log, { elapsed }: { elapsed: () => number }): Log {
  const windows = new Map<string, Window>();

  function mayWrite(event: string): boolean {
    const now = elapsed();
    const known = windows.get(event);
    if (known && now - known.since < windowMs) {
      const isRoom = known.lines < maxLines;
      known[isRoom ? "lines" : "left"] += 1;
      return isRoom;
    }
    if (known && known.left > 0) log.warn("log.left_out", { of: event, lines: known.left });
    if (windows.size >= maxEvents) windows.clear();
    windows.set(event, { since: now, lines: 1, left: 0 });
    return true;
  }

  return {
    info(event, fields) {
      if (mayWrite(event)) log.info(event, fields);
    },
    warn(event, fields) {
      if (mayWrite(event)) log.warn(event, fields);
    },
    error(event, error, fields) {
      if (mayWrite(event)) log.error(event, error, fields);
    },
  };
}
