import type { Deps } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import { runIn, together, type Run, type Statement } from "@/core/statement";
import { tokenHash } from "@/core/token-hash";
import { recordEvent } from "@/features/audit-log/record-event";
import type { Role } from "@/platform/prisma/enums";
import type { Device } from "./device-label";
import { sessionsMax, sessionTtlDays } from "./policy";

export type OpenedSession = {
  sessionId: string;
  /** Goes into the signed cookies and nowhere else. */
  secret: string;
  userId: string;
  name: string;
  email: string;
  role: Role;
  expiresAt: Date;
};

/**
 * Opens a session in the caller's transaction, which has locked the user's row and decided that they may come in. Beyond the cap
 * the oldest ends.
 */
export async function openSession(
  deps: Pick<Deps, "clock" | "random">,
  run: Run,
  user: SessionOwner,
  carrier: SessionCarrier,
): Promise<OpenedSession> {
  const { session, statements } = newSession(deps, user, carrier);
  await run(together("latchkey_open_session", statements));
  return session;
}

type SessionOwner = { id: string; name: string; email: string; role: Role };
export type SessionCarrier = { kind: "BROWSER" | "APP"; device: Device };

/** The same for a caller who has more to do in the same trip: the session exists once the statements have run. */
export function newSession(
  deps: Pick<Deps, "clock" | "random">,
  user: SessionOwner,
  { kind, device }: SessionCarrier,
): { session: OpenedSession; statements: Statement[] } {
  const secret = deps.random.secret();
  const now = deps.clock.now();
  const session = {
    sessionId: deps.random.id(),
    secret,
    userId: user.id,
    name: user.name,
    email: user.email,
    role: user.role,
    expiresAt: new Date(now.getTime() + sessionTtlDays * 86_400_000),
  };
  const values = [
    session.sessionId,
    user.id,
    tokenHash(secret),
    now,
    session.expiresAt,
    kind,
    device.label,
    device.place,
  ];
  return { session, statements: [makeRoom(user.id), { name: "latchkey_insert_session", text: insertText, values }] };
}

/** Ends the oldest, so that with one more there are as many as may be. */
function makeRoom(userId: string): Statement {
  const text = `
    DELETE FROM "Session" WHERE "id" IN (
      SELECT "id" FROM "Session" WHERE "userId" = $1 AND "kind" <> 'TOKEN'
      ORDER BY "createdAt" DESC, "id" OFFSET ${sessionsMax - 1}
    )`;
  return { name: "latchkey_make_room", text, values: [userId] };
}

const insertText = `
  INSERT INTO "Session" ("id", "userId", "sessionToken", "createdAt", "provenAt", "expires", "kind", "label", "place")
  VALUES ($1, $2, $3, $4::timestamptz AT TIME ZONE 'UTC', $4::timestamptz, $5::timestamptz AT TIME ZONE 'UTC',
    $6::"SessionKind", $7, $8)`;

/**
 * Opens a session for a person whom a provider has vouched for; null when the account vanished meanwhile or may not come in. `method` is
 * the provider's id.
 */
export async function openSessionOf(
  deps: Pick<Deps, "db" | "clock" | "random" | "trace">,
  userId: string,
  { device, method }: { device: Device; method: string },
): Promise<OpenedSession | null> {
  return await deps.db.$transaction(async (tx) => {
    const user = await lockUserById(tx, userId);
    if (!user?.isVerified || user.suspendedAt !== null) return null;
    const session = await openSession(deps, runIn(tx), user, { kind: "BROWSER", device });
    const who = { actorId: user.id, subjectId: user.id, sessionId: session.sessionId };
    await recordEvent(deps, tx, { name: "session.opened", ...who, details: { method, carrier: "browser" } });
    return session;
  });
}
