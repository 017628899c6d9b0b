import type { z } from "zod";
import type { Deps } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import type { Viewer } from "@/core/viewer";
import { noteRefusal, recordEvent } from "@/features/audit-log/record-event";
import { limits } from "@/features/rate-limit/policy";
import type { profileSchema } from "./schema";

export type SaveProfileOutcome = { ok: true } | { ok: false; reason: "limited"; retryAfterSeconds: number };

/** Writes the viewer's name and profile; every session and page shows them from its next request on. */
export async function saveProfile(
  deps: Pick<Deps, "db" | "clock" | "limiter" | "trace" | "refusals">,
  viewer: Viewer,
  { name, age, isPublic, ...input }: z.output<typeof profileSchema>,
): Promise<SaveProfileOutcome> {
  const limit = await deps.limiter.take(limits.profileChange, viewer.id);
  if (!limit.ok) {
    const who = { actorId: viewer.id, subjectId: viewer.id, sessionId: viewer.sessionId };
    noteRefusal(deps, { name: "profile.refused", reason: "limited", ...who });
    return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  }
  await deps.db.$transaction(async (tx) => {
    const user = await lockUserById(tx, viewer.id);
    if (!user) return;
    const before = await tx.profile.findUnique({ where: { userId: user.id } });
    const bio = input.bio === "" ? null : input.bio;
    const fields = { bio, age, isPublic };
    await tx.user.update({ where: { id: user.id }, data: { name } });
    await tx.profile.upsert({ where: { userId: user.id }, create: { userId: user.id, ...fields }, update: fields });
    const who = { actorId: user.id, subjectId: user.id, sessionId: viewer.sessionId };
    await recordEvent(deps, tx, { name: "profile.changed", ...who });
    if (isPublic !== (before?.isPublic ?? false))
      await recordEvent(deps, tx, { name: "profile.published", ...who, details: { isPublic } });
  });
  return { ok: true };
}
