import { z } from "zod";

export const overviewPeriods = ["24h", "7d", "30d"] as const;
export type OverviewPeriod = (typeof overviewPeriods)[number];

/** Which period is looked at, as it stands in the page's address; what is none of ours is the shortest. */
export const overviewPeriodSchema = z.enum(overviewPeriods).catch("24h");
