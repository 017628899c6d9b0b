import type { Deps, SessionKey, SessionState } from "@/core/deps";
import { isIdle } from "./policy";

/**
 * The session of a key and its owner as they are now; null when it ended, expired, was left unused for too long or never was.
 * `fresh` reads the database whatever is in memory: for administrators and for what needs a recent proof.
 */
export async function findSession(
  deps: Pick<Deps, "sessionStates" | "clock" | "sessionIdleMinutes">,
  key: SessionKey,
  { fresh } = { fresh: false },
): Promise<SessionState | null> {
  const now = deps.clock.now();
  const recalled = fresh ? null : deps.sessionStates.recall(key);
  // Another instance may have seen it since: before a session is called idle, the database is asked.
  const session =
    recalled && !isIdle(recalled, deps.sessionIdleMinutes, now) ? recalled : await deps.sessionStates.find(key);
  if (!session || session.expiresAt <= now || isIdle(session, deps.sessionIdleMinutes, now)) return null;
  deps.sessionStates.seen(session.sessionId, now);
  return session;
}
