import type { Deps, Limit } from "@/core/deps";
import { bucketOf, naturalOf, type SharedWindow } from "./limiter-window";

/**
 * The window in Postgres, counted by one statement for each limit: the row's lock lets any number at the same instant, on any number of
 * instances, through one after another. Times after now were written before the clock was set back, and become now.
 */
export function createPostgresWindow({ db }: Pick<Deps, "db">): SharedWindow {
  async function countOne(limit: Limit, client: string, nowMs: number): Promise<number> {
    const now = new Date(nowMs);
    const windowMs = limit.windowSeconds * 1000;
    const windowStart = new Date(nowMs - windowMs);
    const endsAt = new Date(nowMs + windowMs);
    const rows = await db.$queryRaw<{ waitMs: number }[]>`
      INSERT INTO "RateLimitWindow" AS w ("bucket", "passedAt", "waitMs", "endsAt")
      VALUES (${bucketOf(limit, client)}, ARRAY[${now}::timestamptz], 0, ${endsAt}::timestamptz)
      ON CONFLICT ("bucket") DO UPDATE SET ("passedAt", "waitMs", "endsAt") = (
        SELECT
          CASE WHEN "full" THEN "times"
            ELSE ("times" || ${now}::timestamptz)[greatest(1, cardinality("times") + 2 - ${limit.max}::int):] END,
          CASE WHEN "full" THEN round(extract(epoch FROM "oldest" - ${windowStart}::timestamptz) * 1000)::int ELSE 0 END,
          CASE WHEN "full" THEN w."endsAt" ELSE ${endsAt}::timestamptz END
        FROM (SELECT ARRAY(SELECT least(t, ${now}::timestamptz) FROM unnest(w."passedAt") WITH ORDINALITY AS u(t, n) ORDER BY n) AS "times") AS a,
          LATERAL (SELECT "times"[cardinality("times") + 1 - ${limit.max}::int] AS "oldest") AS o,
          LATERAL (SELECT coalesce("oldest" > ${windowStart}::timestamptz, false) AS "full") AS f
      )
      RETURNING "waitMs"`;
    return naturalOf(rows[0]?.waitMs);
  }

  return {
    async count(limits, client, nowMs) {
      for (const [passed, limit] of limits.entries()) {
        const waitMs = await countOne(limit, client, nowMs);
        if (waitMs > 0) return { passed, waitMs };
      }
      return { passed: limits.length, waitMs: 0 };
    },
    reset: () => undefined,
  };
}
