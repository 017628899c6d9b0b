import type { Deps } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import type { Viewer } from "@/core/viewer";
import { deviceKinds } from "./policy";

/**
 * Signs every other device and app of the viewer out; personal access tokens stay. Of two sessions that end each other at one moment
 * one remains: the row's lock lets one pass, and the other has ended by then and ends nobody.
 */
export async function endOtherSessions(deps: Pick<Deps, "db">, viewer: Viewer): Promise<{ ended: number }> {
  return await deps.db.$transaction(async (tx) => {
    await lockUserById(tx, viewer.id);
    const own = await tx.session.count({ where: { id: viewer.sessionId, userId: viewer.id } });
    if (own === 0) return { ended: 0 };
    const { count } = await tx.session.deleteMany({
      where: { userId: viewer.id, id: { not: viewer.sessionId }, kind: { in: [...deviceKinds] } },
    });
    return { ended: count };
  });
}
