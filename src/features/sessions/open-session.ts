import type { Deps } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import { runIn, type Run } from "@/core/statement";
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
  user: { id: string; name: string; email: string; role: Role },
  { kind, device }: { kind: "BROWSER" | "APP"; device: Device },
): Promise<OpenedSession> {
  const secret = deps.random.secret();
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + sessionTtlDays * 86_400_000);
  const sessionId = await insertSession(run, {
    userId: user.id,
    tokenHash: tokenHash(secret),
    now,
    expiresAt,
    kind,
    device,
  });
  return {
    sessionId,
    secret,
    userId: user.id,
    name: user.name,
    email: user.email,
    role: user.role,
    expiresAt,
  };
}

type NewSession = {
  userId: string;
  tokenHash: string;
  now: Date;
  expiresAt: Date;
  kind: "BROWSER" | "APP";
  device: Device;
};

const insertSessionText = `
  WITH "ended" AS (
    DELETE FROM "Session" WHERE "id" IN (
      SELECT "id" FROM "Session" WHERE "userId" = $1 AND "kind" <> 'TOKEN'
      ORDER BY "createdAt" DESC, "id" OFFSET ${sessionsMax - 1}
    )
  )
  INSERT INTO "Session" ("id", "userId", "sessionToken", "createdAt", "provenAt", "expires", "kind", "label", "place")
  VALUES (gen_random_uuid()::text, $1, $2, $3::timestamptz AT TIME ZONE 'UTC', $3::timestamptz,
    $4::timestamptz AT TIME ZONE 'UTC', $5::"SessionKind", $6, $7)
  RETURNING "id"`;

/** One statement, for every sign-in pays for it: it sees the sessions that were there before, and leaves room for the one more. */
async function insertSession(run: Run, session: NewSession): Promise<string> {
  const { userId, now, expiresAt, kind, device } = session;
  const [inserted] = await run<{ id: string }>({
    name: "latchkey_insert_session",
    text: insertSessionText,
    values: [userId, session.tokenHash, now, expiresAt, kind, device.label, device.place],
  });
  if (!inserted) throw new Error("The session was not written.");
  return inserted.id;
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
