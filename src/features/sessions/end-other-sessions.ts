import type { Deps } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import type { Viewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import { deviceKinds } from "./policy";

/**
 * Signs every other device and app of the viewer out; personal access tokens stay. Of two sessions that end each other at one moment
 * one remains: the row's lock lets one pass, and the other has ended by then and ends nobody.
 */
export async function endOtherSessions(
  deps: Pick<Deps, "db" | "clock" | "trace">,
  viewer: Viewer,
): Promise<{ ended: number }> {
  return await deps.db.$transaction(async (tx) => {
    await lockUserById(tx, viewer.id);
    const own = await tx.session.count({ where: { id: viewer.sessionId, userId: viewer.id } });
    if (own === 0) return { ended: 0 };
    const { count } = await tx.session.deleteMany({
      where: { userId: viewer.id, id: { not: viewer.sessionId }, kind: { in: [...deviceKinds] } },
    });
    const who = { actorId: viewer.id, subjectId: viewer.id, sessionId: viewer.sessionId };
    const details = { method: "others", sessions: count } as const;
    if (count > 0) await recordEvent(deps, tx, { name: "session.ended", ...who, details });
    return { ended: count };
  });
}
