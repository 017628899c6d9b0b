import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { noteRefusal } from "@/features/audit-log/record-event";
import { limits } from "@/features/rate-limit/policy";

/** Whether this person may send a picture now; asked before its bytes are read, for reading them is the work. */
export async function takeUpload(
  deps: Pick<Deps, "limiter" | "trace" | "refusals">,
  viewer: Viewer,
): Promise<{ ok: true } | { ok: false; reason: "limited"; retryAfterSeconds: number }> {
  const limit = await deps.limiter.take(limits.upload, viewer.id);
  if (limit.ok) return limit;
  const who = { actorId: viewer.id, subjectId: viewer.id, sessionId: viewer.sessionId };
  noteRefusal(deps, { name: "picture.refused", reason: "limited", ...who });
  return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
}
