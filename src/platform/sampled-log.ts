import type { Log } from "@/core/deps";

/** So many lines a minute of one event tell an operator all that there is to see; a flood of requests writes no more. */
const maxLines = 30;
const windowMs = 60_000;

/** Events are named in the code, so these are few; bounded all the same. */
const maxEvents = 1_000;

/** Told whole, for they are a record that is kept elsewhere; floods are bounded where refusals are collected. */
const wholeEvents: ReadonlySet<string> = new Set(["audit", "audit.sealed"]);

type Window = { since: number; lines: number; left: number };

type Options = {
  /** Milliseconds that only ever grow. */
  elapsed: () => number;
};

/** Writes at most thirty lines a minute of each event but the audit log's. The first line after says how many were left out, so that none is lost in silence. */
export function createSampledLog(log: Log, { elapsed }: Options): Log {
  const mayWrite = createSampler(log, { elapsed });
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

type Printer = Record<"error" | "warn", (...printed: unknown[]) => void>;

/** The same bound for what Next prints by itself, such as four lines for each call of an action that does not exist. */
export function sampleConsole(printer: Printer, log: Log, { elapsed }: Options): void {
  const mayWrite = createSampler(log, { elapsed });
  for (const level of ["error", "warn"] as const) {
    const print = printer[level].bind(printer);
    printer[level] = (...printed) => {
      if (mayWrite(`console.${level}`)) print(...printed);
    };
  }
}

function createSampler(log: Log, { elapsed }: Options): (event: string) => boolean {
  const windows = new Map<string, Window>();
  return (event) => {
    if (wholeEvents.has(event)) return true;
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
  };
}
