import type { Db, Deps } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";

/** Ends the session of a secret. Ending one that is gone is no error, for sign-out must always work. */
export async function endSession(deps: Pick<Deps, "db">, secret: string): Promise<void> {
  await deps.db.session.deleteMany({ where: { sessionToken: tokenHash(secret) } });
}

/** Ends the session that asks. */
export async function endSessionById(deps: Pick<Deps, "db">, sessionId: string): Promise<void> {
  await deps.db.session.deleteMany({ where: { id: sessionId } });
}

/** Ends every session of a user, in the caller's transaction where one is open. */
export async function endAllSessions(db: Db, userId: string): Promise<void> {
  await db.session.deleteMany({ where: { userId } });
}
