import type { Deps } from "@/core/deps";
import type { AdminViewer } from "@/core/viewer";
import { countUsers, type UserCount } from "./count-users";
import { drawnMethodsMax, listedRefusalsMax, periodShape } from "./policy";
import { readMails, readTallies, type MailTally, type Tally, type Window } from "./read-tallies";
import type { OverviewPeriod } from "./schema";

/** What was counted in a period and, where it is still known, in the period of the same length before it. */
export type Total = { now: number; before: number | null };

/** One kind of what a chart shows; `bars` has a count for each bar, the oldest first. */
export type Series = { key: string; bars: number[] };

export type Chart = { total: Total; series: Series[] };

/** A reason by its event, for the same reason of two events is not the same thing; null for all that are not listed. */
export type RefusalCount = { event: { name: string; reason: string } | null; total: Total };

export type Overview = {
  /** When each bar begins, in UTC; the last one's hours are not over yet. */
  starts: Date[];
  /** Where the last bar ends: the end of the hour that runs. */
  end: Date;
  users: UserCount;
  signups: Chart;
  /** By the method, the most used first; `other` for the rest of many. */
  signins: Chart;
  refusals: { total: Total; reasons: RefusalCount[] };
  /** By the state that they are in now: `SENT`, `WAITING`, `DEAD`. Of 30 days there is no period before, for mails are kept no longer. */
  mails: Chart;
};

const hourMs = 3_600_000;
const otherMethods = "other";
const mailStates = ["SENT", "WAITING", "DEAD"] as const;

/**
 * What happened in the last 24 hours, 7 or 30 days, by the hourly counts of the audit log and the outbox's rows, and how many accounts
 * there are. Events count from when they are sealed, some seconds after they happened.
 */
export async function readOverview(
  deps: Pick<Deps, "db" | "clock">,
  _viewer: AdminViewer,
  { period }: { period: OverviewPeriod },
): Promise<Overview> {
  const window = windowOf(deps.clock.now(), period);
  const [users, tallies, mails] = await Promise.all([
    countUsers(deps),
    readTallies(deps, window),
    readMails(deps, window),
  ]);
  const named = (name: string) => tallies.filter((tally) => tally.name === name && tally.result === "OK");
  return {
    starts: Array.from({ length: window.bars }, (_, bar) => new Date(window.from.getTime() + bar * window.barMs)),
    end: window.to,
    users,
    signups: chartOf(window, named("account.signed_up"), { keyOf: () => "signups", keys: ["signups"] }),
    signins: signinsByMethod(window, named("session.opened")),
    refusals: refusalsByReason(tallies.filter(({ result }) => result === "REFUSED")),
    mails: mailChart(window, mails, period),
  };
}

/** The period up to the end of the hour that runs, and twice as far back. */
function windowOf(now: Date, period: OverviewPeriod): Window {
  const { hours, bars } = periodShape[period];
  const to = Math.floor(now.getTime() / hourMs) * hourMs + hourMs;
  return { from: new Date(to - hours * hourMs), to: new Date(to), bars, barMs: (hours / bars) * hourMs };
}

function signinsByMethod(window: Window, tallies: Tally[]): Chart {
  const methods = mostFrequent(tallies, ({ method }) => method);
  const drawn = methods.length > drawnMethodsMax ? methods.slice(0, drawnMethodsMax - 1) : methods;
  const keyOf = ({ method }: Tally) => (drawn.includes(method) ? method : otherMethods);
  const keys = drawn.length < methods.length ? [...drawn, otherMethods] : drawn;
  return chartOf(window, tallies, { keyOf, keys });
}

function refusalsByReason(tallies: Tally[]): Overview["refusals"] {
  const keyOf = ({ name, reason }: Tally) => `${name} ${reason}`;
  const listed = mostFrequent(tallies, keyOf).slice(0, listedRefusalsMax);
  const reasons = listed.map((key) => {
    const [name = "", reason = ""] = key.split(" ");
    return { event: { name, reason }, total: totalOf(tallies.filter((tally) => keyOf(tally) === key)) };
  });
  const rest = tallies.filter((tally) => !listed.includes(keyOf(tally)));
  return {
    total: totalOf(tallies),
    reasons: rest.some(({ bar }) => bar >= 0) ? [...reasons, { event: null, total: totalOf(rest) }] : reasons,
  };
}

function mailChart(window: Window, mails: MailTally[], period: OverviewPeriod): Chart {
  const chart = chartOf(window, mails, { keyOf: ({ status }) => status, keys: [...mailStates] });
  return period === "30d" ? { ...chart, total: { ...chart.total, before: null } } : chart;
}

/** The keys of what happened in the period itself, the most frequent first, equal ones by their names. */
function mostFrequent(tallies: Tally[], keyOf: (tally: Tally) => string): string[] {
  const counts = new Map<string, number>();
  for (const tally of tallies.filter(({ bar }) => bar >= 0))
    counts.set(keyOf(tally), (counts.get(keyOf(tally)) ?? 0) + tally.count);
  return [...counts].sort(([a, most], [b, more]) => more - most || (a < b ? -1 : 1)).map(([key]) => key);
}

function chartOf<Counted extends { bar: number; count: number }>(
  { bars }: Window,
  counted: Counted[],
  { keyOf, keys }: { keyOf: (each: Counted) => string; keys: string[] },
): Chart {
  const series = keys.map((key) => ({ key, bars: Array.from({ length: bars }, () => 0) }));
  for (const each of counted.filter(({ bar }) => bar >= 0)) {
    const line = series.find(({ key }) => key === keyOf(each));
    if (line) line.bars[each.bar] = (line.bars[each.bar] ?? 0) + each.count;
  }
  return { total: totalOf(counted), series };
}

function totalOf(counted: { bar: number; count: number }[]): Total {
  const sum = (rows: { count: number }[]) => rows.reduce((total, { count }) => total + count, 0);
  return { now: sum(counted.filter(({ bar }) => bar >= 0)), before: sum(counted.filter(({ bar }) => bar < 0)) };
}
