import type { Deps } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import type { Viewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { keepPicture, type KeepPictureRefusal, type KeptPicture } from "@/features/images/keep-picture";
import { deleteImage, storeImage } from "@/features/images/store-image";
import { takeUpload } from "@/features/images/take-upload";

export type SetAvatarOutcome = { ok: true } | KeepPictureRefusal;

export type SetAvatarFromOutcome =
  | SetAvatarOutcome
  | { ok: false; reason: "limited"; retryAfterSeconds: number }
  | { ok: false; reason: "unreachable" | "too_large" };

type SetAvatarDeps = Pick<Deps, "db" | "clock" | "random" | "pictures" | "pictureStore" | "trace" | "log">;

/** Makes a picture, encoded anew, the viewer's avatar in place of the one before. */
export async function setAvatar(
  deps: SetAvatarDeps,
  viewer: Viewer,
  { bytes }: { bytes: Uint8Array },
): Promise<SetAvatarOutcome> {
  const outcome = await keepPicture(deps, { bytes, kind: "AVATAR" });
  if (!outcome.ok) return outcome;
  await replaceAvatar(deps, viewer, outcome.kept);
  return { ok: true };
}

/**
 * The same with the picture at an https address. It is fetched once, now, and kept as an upload is: no page ever loads anything from
 * there, and what stands there later changes nothing.
 */
export async function setAvatarFrom(
  deps: SetAvatarDeps & Pick<Deps, "limiter" | "remotePictures" | "refusals">,
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
  kept: KeptPicture | null,
): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const user = await lockUserById(tx, viewer.id);
    if (!user) return;
    const ownerId = user.id;
    const before = await tx.profile.findUnique({ where: { userId: ownerId }, select: { avatarUrl: true } });
    if (!kept && !before?.avatarUrl) return;
    const avatarUrl = kept && (await storeImage(deps, tx, { ownerId, kept }));
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
