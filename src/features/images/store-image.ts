import type { Deps, Transaction } from "@/core/deps";
import { imagePath } from "./image-path";
import type { KeptPicture } from "./keep-picture";

/** Makes a kept picture an image of this person's and answers its path, in the transaction that puts the path to use. */
export async function storeImage(
  deps: Pick<Deps, "clock">,
  tx: Transaction,
  { ownerId, kept: { imageId, kind, strayAt } }: { ownerId: string; kept: KeptPicture },
): Promise<string> {
  // Whoever deletes the files claims this row by another time, so only one of the two gets it.
  const { count } = await tx.strayPicture.deleteMany({ where: { imageId, dueAt: strayAt } });
  if (count === 0) throw new Error("The files of a picture were deleted before it was put to use.");
  await tx.image.create({ data: { id: imageId, ownerId, kind, createdAt: deps.clock.now() } });
  return imagePath(imageId);
}

/**
 * Deletes an image of this person's; nothing where the path is no image of theirs. Nobody sees it from the commit on, and its files
 * follow.
 */
export async function deleteImage(
  tx: Transaction,
  { ownerId, path }: { ownerId: string; path: string | null },
): Promise<void> {
  if (path !== null) await tx.image.deleteMany({ where: { ownerId, id: path.slice(imagePath("").length) } });
}
