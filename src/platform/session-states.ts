import type { SessionKey, SessionState, SessionStates } from "@/core/deps";
import { makeRoom } from "@/core/make-room";
import type { Run } from "@/core/statement";

/** About 10 MB at most; whoever is beyond costs a query a request, as without a memory. */
export const statesMax = 10_000;

/** What is known of the push of changes to this instance; see `session-push.ts`. */
export type PushState = {
  /** Whether every change that is older than the bound has arrived here. */
  isUp(): boolean;
  catchUp(): Promise<void>;
};

type SessionRow = Omit<SessionState, "user"> & {
  userId: string;
  name: string;
  email: string;
  role: SessionState["user"]["role"];
};

const columns = `s."id" AS "sessionId", s."kind"::text AS "kind", s."scopes",
  s."createdAt" AT TIME ZONE 'UTC' AS "createdAt", s."expires" AT TIME ZONE 'UTC' AS "expiresAt", s."provenAt", s."lastSeenAt",
  u."id" AS "userId", u."name", u."email", u."role"::text AS "role"`;
const from = `FROM "Session" s JOIN "User" u ON u."id" = s."userId" WHERE u."isVerified" AND u."suspendedAt" IS NULL`;
const bySecret = `SELECT ${columns} ${from} AND s."sessionToken" = $1`;
const byId = `SELECT ${columns} ${from} AND s."id" = $1`;

/**
 * Session states in memory, used only while changes are pushed to this instance and dropped when one arrives; otherwise each call is
 * one prepared statement. People with a role are never kept, so that a demotion bites at once. Bounded: the longest unused goes first.
 */
export function createSessionStates({ run, push, max = statesMax }: { run: Run; push: PushState; max?: number }) {
  const known = new Map<string, SessionState>();
  /** The names of what is known, by the change that would make it wrong. */
  const namesByChange = new Map<string, Set<string>>();
  const seenAt = new Map<string, Date>();
  let changes = 0;

  async function read(key: SessionKey): Promise<SessionState | null> {
    const [row] =
      "secretHash" in key
        ? await run<SessionRow>({ name: "latchkey_session_by_secret", text: bySecret, values: [key.secretHash] })
        : await run<SessionRow>({ name: "latchkey_session_by_id", text: byId, values: [key.sessionId] });
    return row ? toState(row) : null;
  }

  function recall(key: SessionKey): SessionState | null {
    const name = nameOf(key);
    const kept = push.isUp() ? known.get(name) : undefined;
    if (!kept) return null;
    // The Map's order is the order of use.
    known.delete(name);
    known.set(name, kept);
    return withLastSeen(kept);
  }

  async function find(key: SessionKey): Promise<SessionState | null> {
    const upBefore = push.isUp();
    const changesBefore = changes;
    const state = await read(key);
    // A change that arrived during the read may be newer than what was read.
    if (state?.user.role === "USER" && upBefore && push.isUp() && changes === changesBefore) keep(nameOf(key), state);
    return state && withLastSeen(state);
  }

  function keep(name: string, state: SessionState): void {
    known.set(name, state);
    for (const change of changesOf(state))
      namesByChange.set(change, (namesByChange.get(change) ?? new Set()).add(name));
    makeRoom(known, max, forget);
  }

  function forget(name: string): void {
    const state = known.get(name);
    known.delete(name);
    for (const change of state ? changesOf(state) : []) {
      const names = namesByChange.get(change);
      names?.delete(name);
      if (names?.size === 0) namesByChange.delete(change);
    }
  }

  function withLastSeen(state: SessionState): SessionState {
    const seen = seenAt.get(state.sessionId);
    return seen && (!state.lastSeenAt || seen > state.lastSeenAt) ? { ...state, lastSeenAt: seen } : state;
  }

  /** What the push tells: `session:<id>`, `user:<id>` or, whenever anything may have been missed, `all`. */
  function drop(change: string): void {
    changes += 1;
    const names = change === "all" ? known.keys() : (namesByChange.get(change) ?? []);
    for (const name of [...names]) forget(name);
  }

  /**
   * Writes when sessions were last seen; what cannot be written is kept for the next time. The rows are locked in one order, for two
   * instances that have seen the same sessions would otherwise wait for each other.
   */
  async function flushSeen(): Promise<void> {
    if (seenAt.size === 0) return;
    const batch = [...seenAt];
    await run({
      name: "latchkey_sessions_seen",
      text: `UPDATE "Session" s SET "lastSeenAt" = seen.at
       FROM (
         SELECT locked."id", given.at FROM unnest($1::text[], $2::timestamptz[]) AS given(id, at)
         JOIN "Session" locked ON locked."id" = given.id ORDER BY locked."id" FOR NO KEY UPDATE OF locked
       ) AS seen
       WHERE s."id" = seen.id AND (s."lastSeenAt" IS NULL OR s."lastSeenAt" < seen.at)`,
      values: [batch.map(([id]) => id), batch.map(([, at]) => at)],
    });
    for (const [id, at] of batch) if (seenAt.get(id) === at) seenAt.delete(id);
  }

  return {
    recall,
    find,
    seen: (sessionId, at) => void seenAt.set(sessionId, at),
    catchUp: () => push.catchUp(),
    drop,
    flushSeen,
    /** How many states are in memory. */
    size: () => known.size,
  } satisfies SessionStates & Record<string, unknown>;
}

function nameOf(key: SessionKey): string {
  return "secretHash" in key ? key.secretHash : key.sessionId;
}

function changesOf({ sessionId, user }: SessionState): string[] {
  return [`session:${sessionId}`, `user:${user.id}`];
}

function toState({ userId, name, email, role, ...session }: SessionRow): SessionState {
  return { ...session, user: { id: userId, name, email, role } };
}
