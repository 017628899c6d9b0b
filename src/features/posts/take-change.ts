import type { Deps, Limit } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { noteRefusal } from "@/features/audit-log/record-event";
import { limits } from "@/features/rate-limit/policy";

export type Limited = { ok: false; reason: "limited"; retryAfterSeconds: number };
export type PostRefusal = { ok: false; reason: "unknown" };

/** Counts one change of a post by this person. */
export async function takeChange(
  deps: Pick<Deps, "limiter" | "trace" | "refusals">,
  viewer: Viewer,
  by: Limit = limits.postChange,
): Promise<{ ok: true } | Limited> {
  const limit = await deps.limiter.take(by, viewer.id);
  if (limit.ok) return limit;
  noteRefusal(deps, { name: "post.refused", reason: "limited", ...asked(viewer) });
  return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
}

/** The answer to who names a post that is none, or none of theirs: the same. */
export function refuseUnknown(deps: Pick<Deps, "trace" | "refusals">, viewer: Viewer): PostRefusal {
  noteRefusal(deps, { name: "post.refused", reason: "unknown", ...asked(viewer) });
  return { ok: false, reason: "unknown" };
}

function asked(viewer: Viewer) {
  return { actorId: viewer.id, subjectId: viewer.id, sessionId: viewer.sessionId };
}
