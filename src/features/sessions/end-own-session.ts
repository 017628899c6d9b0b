import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { deviceKinds } from "./policy";

export type EndOwnSessionOutcome = { ok: true } | { ok: false; reason: "unknown" };

/** Signs one of the viewer's devices or apps out. Somebody else's session, one that is gone and a personal access token are alike unknown. */
export async function endOwnSession(
  deps: Pick<Deps, "db" | "clock" | "trace">,
  viewer: Viewer,
  input: { sessionId: string },
): Promise<EndOwnSessionOutcome> {
  return await deps.db.$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({
      where: { id: input.sessionId, userId: viewer.id, kind: { in: [...deviceKinds] } },
    });
    if (count === 0) return { ok: false, reason: "unknown" };
    const who = { actorId: viewer.id, subjectId: viewer.id, sessionId: input.sessionId };
    await recordEvent(deps, tx, { name: "session.ended", ...who, details: { method: "owner", sessions: 1 } });
    return { ok: true };
  });
}
