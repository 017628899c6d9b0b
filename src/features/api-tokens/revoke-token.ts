import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";

export type RevokeTokenOutcome = { ok: true } | { ok: false; reason: "unknown" };

/** Ends one of the viewer's personal access tokens. Somebody else's, one that is gone and a session of another kind are alike unknown. */
export async function revokeToken(
  deps: Pick<Deps, "db" | "clock" | "trace">,
  viewer: Viewer,
  input: { tokenId: string },
): Promise<RevokeTokenOutcome> {
  return await deps.db.$transaction(async (tx) => {
    const { count } = await tx.session.deleteMany({
      where: { id: input.tokenId, userId: viewer.id, kind: "TOKEN" },
    });
    if (count === 0) return { ok: false, reason: "unknown" };
    const who = { actorId: viewer.id, subjectId: viewer.id, sessionId: viewer.sessionId };
    await recordEvent(deps, tx, { name: "token.revoked", ...who });
    return { ok: true };
  });
}
