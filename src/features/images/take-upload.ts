import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { limits } from "@/features/rate-limit/policy";

/** Whether this person may send a picture now; asked before its bytes are read, for reading them is the work. */
export async function takeUpload(
  deps: Pick<Deps, "limiter">,
  viewer: Viewer,
): Promise<{ ok: true } | { ok: false; reason: "limited"; retryAfterSeconds: number }> {
  const limit = await deps.limiter.take(limits.upload, viewer.id);
  return limit.ok ? limit : { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
}
