import type { Deps } from "@/core/deps";
import type { ImageKind } from "@/platform/prisma/enums";
import { strayMinutes } from "./policy";

/** A picture whose files are in the store, and which is not in use yet. */
export type KeptPicture = { imageId: string; kind: ImageKind; strayAt: Date };

export type KeepPictureRefusal =
  { ok: false; reason: "no_picture" | "away" } | { ok: false; reason: "busy"; retryAfterSeconds: number };

/**
 * Encodes a picture anew and puts its files into the store, before the transaction that puts them to use by `storeImage`. That they are
 * nobody's yet is written down first: where that transaction never comes, they are deleted again.
 */
export async function keepPicture(
  deps: Pick<Deps, "db" | "clock" | "random" | "pictures" | "pictureStore" | "log">,
  { bytes, kind }: { bytes: Uint8Array; kind: ImageKind },
): Promise<{ ok: true; kept: KeptPicture } | KeepPictureRefusal> {
  const encoded = await deps.pictures.encode(bytes, kind);
  if (!encoded.ok) return encoded;
  const kept = {
    imageId: deps.random.id(),
    kind,
    strayAt: new Date(deps.clock.now().getTime() + strayMinutes * 60_000),
  };
  await deps.db.strayPicture.create({ data: { imageId: kept.imageId, dueAt: kept.strayAt } });
  try {
    await deps.pictureStore.put(kept.imageId, encoded.picture);
    return { ok: true, kept };
  } catch (error) {
    deps.log.error("picture_store_failed", error);
    return { ok: false, reason: "away" };
  }
}
