import type { Deps } from "@/core/deps";
import type { Viewer } from "@/core/viewer";

export type RevokeTokenOutcome = { ok: true } | { ok: false; reason: "unknown" };

/** Ends one of the viewer's personal access tokens. Somebody else's, one that is gone and a session of another kind are alike unknown. */
export async function revokeToken(
  deps: Pick<Deps, "db">,
  viewer: Viewer,
  input: { tokenId: string },
): Promise<RevokeTokenOutcome> {
  const { count } = await deps.db.session.deleteMany({
    where: { id: input.tokenId, userId: viewer.id, kind: "TOKEN" },
  });
  return count === 1 ? { ok: true } : { ok: false, reason: "unknown" };
}
