import type { Deps, EncodedPicture, Transaction } from "@/core/deps";
import type { ImageKind } from "@/platform/prisma/enums";
import { imagePath } from "./image-path";

/** Keeps an encoded picture as an image of this person's and answers its path, in the transaction that puts the path to use. */
export async function storeImage(
  deps: Pick<Deps, "clock">,
  tx: Transaction,
  { ownerId, kind, picture }: { ownerId: string; kind: ImageKind; picture: EncodedPicture },
): Promise<string> {
  const { id } = await tx.image.create({
    data: { ownerId, kind, createdAt: deps.clock.now(), files: { create: picture } },
    select: { id: true },
  });
  return imagePath(id);
}

/** Deletes an image of this person's with its files; nothing where the path is no image of theirs. */
export async function deleteImage(
  tx: Transaction,
  { ownerId, path }: { ownerId: string; path: string | null },
): Promise<void> {
  if (path !== null) await tx.image.deleteMany({ where: { ownerId, id: path.slice(imagePath("").length) } });
}
