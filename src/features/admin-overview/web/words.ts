import type { Total } from "../read-overview";
import type { OverviewPeriod } from "../schema";

export const periodWords = {
  "24h": { tab: "24 hours", last: "the last 24 hours", before: "the 24 hours before" },
  "7d": { tab: "7 days", last: "the last 7 days", before: "the 7 days before" },
  "30d": { tab: "30 days", last: "the last 30 days", before: "the 30 days before" },
} as const satisfies Record<OverviewPeriod, { tab: string; last: string; before: string }>;

const numbers = new Intl.NumberFormat("en");
const hours = new Intl.DateTimeFormat("en", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "UTC" });
const days = new Intl.DateTimeFormat("en", { day: "numeric", month: "short", timeZone: "UTC" });

export function inFigures(count: number): string {
  return numbers.format(count);
}

/** How a total stands to the period before: "+12 %", or in words where no share can be given; null where that period is not known. */
export function changeInWords({ now, before }: Total): string | null {
  if (before === null) return null;
  if (now === before) return "as many as in";
  if (before === 0) return "none in";
  const percent = Math.round((Math.abs(now - before) / before) * 100);
  if (percent === 0) return "about as many as in";
  return `${now > before ? "+" : "−"}${numbers.format(percent)} % on`;
}

/** What a bar is called: its hour on a single day, its day or its day and hour otherwise. Each name is there once. */
export function markOf(start: Date, period: OverviewPeriod): string {
  if (period === "24h") return hours.format(start);
  return period === "7d" ? `${days.format(start)}, ${hours.format(start)}` : days.format(start);
}
