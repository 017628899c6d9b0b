import type { Deps } from "@/core/deps";
import { cleanedAtOnce, cleaningMinutes } from "./policy";

type CleanerDeps = Pick<Deps, "db" | "clock" | "pictureStore">;

/**
 * Deletes the files of pictures that no image needs: of deleted ones, and of those that were never put to use. Every instance may run it
 * at any time, for a picture is claimed by one. What the store did not delete is tried again when its claim lapses, and then comes after
 * what was not tried yet. Throws where something failed.
 */
export async function cleanPictures(deps: CleanerDeps): Promise<void> {
  let claimed: string[];
  do {
    claimed = await claimStrays(deps);
    const outcomes = await Promise.allSettled(claimed.map((imageId) => deps.pictureStore.delete(imageId)));
    const done = claimed.filter((_, index) => outcomes[index]?.status === "fulfilled");
    await deps.db.strayPicture.deleteMany({ where: { imageId: { in: done } } });
    const failed = outcomes.find((outcome) => outcome.status === "rejected");
    if (failed) throw failed.reason;
  } while (claimed.length === cleanedAtOnce);
}

async function claimStrays(deps: CleanerDeps): Promise<string[]> {
  const now = deps.clock.now();
  const lapsesAt = new Date(now.getTime() + cleaningMinutes * 60_000);
  const claimed = await deps.db.$queryRaw<{ imageId: string }[]>`
    UPDATE "StrayPicture" AS stray SET "dueAt" = ${lapsesAt}
    FROM (
      SELECT "imageId" FROM "StrayPicture" WHERE "dueAt" <= ${now}
      ORDER BY "dueAt" LIMIT ${cleanedAtOnce} FOR UPDATE SKIP LOCKED
    ) AS due
    WHERE stray."imageId" = due."imageId"
    RETURNING stray."imageId"`;
  return claimed.map(({ imageId }) => imageId);
}
