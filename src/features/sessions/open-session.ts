import type { Deps } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import { runIn, type Run, type Statement } from "@/core/statement";
import { tokenHash } from "@/core/token-hash";
import { recordEvent } from "@/features/audit-log/record-event";
import type { Role } from "@/platform/prisma/enums";
import type { Device } from "./device-label";
import { sessionTtlDays } from "./policy";

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
 * Opens a session for a caller whose transaction has locked the user's row and decided that they may come in. Beyond `sessionsMax` the
 * database ends the oldest.
 */
export async function openSession(
  deps: Pick<Deps, "clock" | "random">,
  run: Run,
  { id: userId, name, email, role }: SessionOwner,
  carrier: SessionCarrier,
): Promise<OpenedSession> {
  const { session, statement } = newSession(deps, userId, carrier);
  await run(statement);
  return { ...session, userId, name, email, role };
}

export type SessionOwner = { id: string; name: string; email: string; role: Role };
export type SessionCarrier = { kind: "BROWSER" | "APP"; device: Device };
export type NewSession = Pick<OpenedSession, "sessionId" | "secret" | "expiresAt">;

/** The same for a caller who has more to do in the same trip: the session exists once the statement has run, where `condition` holds. */
export function newSession(
  deps: Pick<Deps, "clock" | "random">,
  userId: string,
  { kind, device }: SessionCarrier,
  condition = "true",
): { session: NewSession; statement: Statement } {
  const now = deps.clock.now();
  const session = {
    sessionId: deps.random.id(),
    secret: deps.random.secret(),
    expiresAt: new Date(now.getTime() + sessionTtlDays * 86_400_000),
  };
  const text = `
    INSERT INTO "Session" ("id", "userId", "sessionToken", "createdAt", "provenAt", "expires", "kind", "label", "place")
    SELECT $1, $2, $3, $4::timestamptz AT TIME ZONE 'UTC', $4::timestamptz, $5::timestamptz AT TIME ZONE 'UTC',
      $6::"SessionKind", $7, $8 WHERE ${condition}`;
  const { sessionId, secret, expiresAt } = session;
  const values = [sessionId, userId, tokenHash(secret), now, expiresAt, kind, device.label, device.place];
  return { session, statement: { name: "latchkey_insert_session", text, values } };
}

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
