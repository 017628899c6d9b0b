import type { Deps } from "@/core/deps";
import { countedUsersMax } from "./policy";

export type UserCount = { count: number; isEstimate: boolean };

/** How many accounts there are: counted while they are few, and by the estimate that the database keeps for its plans where they are many. */
export async function countUsers({ db }: Pick<Deps, "db">, max = countedUsersMax): Promise<UserCount> {
  const [row] = await db.$queryRaw<[{ counted: number; estimated: number }]>`
    SELECT
      (SELECT count(*)::integer FROM (SELECT 1 FROM "User" LIMIT ${max + 1}::integer) AS seen) AS counted,
      (SELECT reltuples::double precision FROM pg_class WHERE oid = '"User"'::regclass) AS estimated`;
  const isEstimate = row.counted > max;
  return { count: isEstimate ? Math.max(row.estimated, row.counted) : row.counted, isEstimate };
}
