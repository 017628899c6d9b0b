import type { Db, Deps } from "@/core/deps";
import { runIn, type Statement } from "@/core/statement";
import { tokenHash } from "@/core/token-hash";
import { recordEvent } from "@/features/audit-log/record-event";

type EndDeps = Pick<Deps, "db" | "clock" | "trace">;

/** Ends the session of a secret. Ending one that is gone is no error, for sign-out must always work. */
export async function endSession(deps: EndDeps, secret: string): Promise<void> {
  const text = `DELETE FROM "Session" WHERE "sessionToken" = $1 RETURNING "id", "userId"`;
  await end(deps, { name: "latchkey_end_session_by_secret", text, values: [tokenHash(secret)] });
}

/** Ends the session that asks. */
export async function endSessionById(deps: EndDeps, sessionId: string): Promise<void> {
  const text = `DELETE FROM "Session" WHERE "id" = $1 RETURNING "id", "userId"`;
  await end(deps, { name: "latchkey_end_session_by_id", text, values: [sessionId] });
}

async function end(deps: EndDeps, statement: Statement): Promise<void> {
  await deps.db.$transaction(async (tx) => {
    const [ended] = await runIn(tx)<{ id: string; userId: string }>(statement);
    if (!ended) return;
    const who = { actorId: ended.userId, subjectId: ended.userId, sessionId: ended.id };
    const details = { method: "signout", sessions: 1 } as const;
    await recordEvent(deps, tx, { name: "session.ended", ...who, details });
  });
}

/** Ends every session of a user, in the caller's transaction where one is open, and answers how many there were. */
export async function endAllSessions(db: Db, userId: string): Promise<number> {
  return (await db.session.deleteMany({ where: { userId } })).count;
}
