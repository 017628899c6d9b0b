import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { deviceKinds } from "./policy";

export type EndOwnSessionOutcome = { ok: true } | { ok: false; reason: "unknown" };

/** Signs one of the viewer's devices or apps out. Somebody else's session, one that is gone and a personal access token are alike unknown. */
export async function endOwnSession(
  deps: Pick<Deps, "db">,
  viewer: Viewer,
  input: { sessionId: string },
): Promise<EndOwnSessionOutcome> {
  const { count } = await deps.db.session.deleteMany({
    where: { id: input.sessionId, userId: viewer.id, kind: { in: [...deviceKinds] } },
  });
  return count === 1 ? { ok: true } : { ok: false, reason: "unknown" };
}
