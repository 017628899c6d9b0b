/** How far the time of a signed call may be from ours: what the scheme's own libraries allow. */
export const toleranceSeconds = 5 * 60;

/** Far above every event about one mail, which is a few kilobytes. */
export const eventMaxBytes = 64 * 1024;

/**
 * A report that comes sooner than this after what it tells of may be ahead of our own note of the mail. The provider is asked to come again:
 * it does after seconds, and then after minutes.
 */
export const settlingSeconds = 120;
