import type { Deps, EncodedPicture } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import type { Viewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { deleteImage, storeImage } from "@/features/images/store-image";
import { takeUpload } from "@/features/images/take-upload";

export type SetAvatarOutcome =
  { ok: true } | { ok: false; reason: "no_picture" } | { ok: false; reason: "busy"; retryAfterSeconds: number };

export type SetAvatarFromOutcome =
  | SetAvatarOutcome
  | { ok: false; reason: "limited"; retryAfterSeconds: number }
  | { ok: false; reason: "unreachable" | "too_large" };

/** Makes a picture, encoded anew, the viewer's avatar in place of the one before. */
export async function setAvatar(
  deps: Pick<Deps, "db" | "clock" | "pictures" | "trace">,
  viewer: Viewer,
  { bytes }: { bytes: Uint8Array },
): Promise<SetAvatarOutcome> {
  const encoded = await deps.pictures.encode(bytes, "AVATAR");
  if (!encoded.ok) return encoded;
  await replaceAvatar(deps, viewer, encoded.picture);
  return { ok: true };
}

/**
 * The same with the picture at an https address. It is fetched once, now, and kept as an upload is: no page ever loads anything from
 * there, and what stands there later changes nothing.
 */
export async function setAvatarFrom(
  deps: Pick<Deps, "db" | "clock" | "limiter" | "pictures" | "remotePictures" | "trace">,
  viewer: Viewer,
  { address }: { address: string },
): Promise<SetAvatarFromOutcome> {
  const taken = await takeUpload(deps, viewer);
  if (!taken.ok) return taken;
  const fetched = await deps.remotePictures.fetch(address);
  return fetched.ok ? await setAvatar(deps, viewer, fetched) : fetched;
}

/** Deletes the viewer's avatar; nothing where there is none. */
export async function removeAvatar(deps: Pick<Deps, "db" | "clock" | "trace">, viewer: Viewer): Promise<void> {
  await replaceAvatar(deps, viewer, null);
}

async function replaceAvatar(
  deps: Pick<Deps, "db" | "clock" | "trace">,
  viewer: Viewer,
  picture: EncodedPicture | null,
): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const user = await lockUserById(tx, viewer.id);
    if (!user) return;
    const ownerId = user.id;
    const before = await tx.profile.findUnique({ where: { userId: ownerId }, select: { avatarUrl: true } });
    if (!picture && !before?.avatarUrl) return;
    const avatarUrl = picture && (await storeImage(deps, tx, { ownerId, kind: "AVATAR", picture }));
    await tx.profile.upsert({
      where: { userId: ownerId },
      create: { userId: ownerId, avatarUrl },
      update: { avatarUrl },
    });
    await deleteImage(tx, { ownerId, path: before?.avatarUrl ?? null });
    const who = { actorId: ownerId, subjectId: ownerId, sessionId: viewer.sessionId };
    await recordEvent(deps, tx, { name: "profile.changed", ...who });
  });
}
