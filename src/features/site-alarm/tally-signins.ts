import type { Deps } from "@/core/deps";

/** How sign-ins ended that were evaluated since the last call. */
export type SigninCount = { failed: number; succeeded: number };

/** Adds to the count of this minute, which all instances share. */
export async function tallySignins(
  deps: Pick<Deps, "db" | "clock">,
  { failed, succeeded }: SigninCount,
): Promise<void> {
  const minute = new Date(Math.floor(deps.clock.now().getTime() / 60_000) * 60_000);
  await deps.db.$executeRaw`
    INSERT INTO "SigninTally" AS t ("minute", "failed", "succeeded")
    VALUES (${minute}::timestamptz, ${failed}::int, ${succeeded}::int)
    ON CONFLICT ("minute") DO UPDATE SET
      "failed" = t."failed" + excluded."failed", "succeeded" = t."succeeded" + excluded."succeeded"`;
}
