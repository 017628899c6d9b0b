import type { OverviewPeriod } from "./schema";

/** How long a period is and how many bars it is drawn with, each of whole hours. */
export const periodShape = {
  "24h": { hours: 24, bars: 24 },
  "7d": { hours: 168, bars: 28 },
  "30d": { hours: 720, bars: 30 },
} as const satisfies Record<OverviewPeriod, { hours: number; bars: number }>;

/** Accounts are counted up to here, in some milliseconds; beyond, the database's own estimate says about how many. */
export const countedUsersMax = 100_000;

/** More ways to sign in than this many are drawn as one. */
export const drawnMethodsMax = 4;

/** As many reasons are listed, the most frequent first, and what is left as one. */
export const listedRefusalsMax = 8;
