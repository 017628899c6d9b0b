import type { Deps, Transaction } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import { tokenHash } from "@/core/token-hash";
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
  tx: Transaction,
  user: { id: string; name: string; email: string; role: Role },
  { kind, device }: { kind: "BROWSER" | "APP"; device: Device },
): Promise<OpenedSession> {
  const secret = deps.random.secret();
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + sessionTtlDays * 86_400_000);
  const session = await tx.session.create({
    data: {
      userId: user.id,
      sessionToken: tokenHash(secret),
      createdAt: now,
      provenAt: now,
      expires: expiresAt,
      kind,
      ...device,
    },
    select: { id: true },
  });
  await endOldest(tx, user.id);
  return {
    sessionId: session.id,
    secret,
    userId: user.id,
    name: user.name,
    email: user.email,
    role: user.role,
    expiresAt,
  };
}

async function endOldest(tx: Transaction, userId: string): Promise<void> {
  const tooMany = await tx.session.findMany({
    where: { userId, kind: { not: "TOKEN" } },
    orderBy: [{ createdAt: "desc" }, { id: "asc" }],
    skip: sessionsMax,
    select: { id: true },
  });
  if (tooMany.length > 0) await tx.session.deleteMany({ where: { id: { in: tooMany.map(({ id }) => id) } } });
}

/** Opens a session for a person whom a provider has vouched for; null when the account vanished meanwhile or may not come in. */
export async function openSessionOf(
  deps: Pick<Deps, "db" | "clock" | "random">,
  userId: string,
  device: Device,
): Promise<OpenedSession | null> {
  return await deps.db.$transaction(async (tx) => {
    const user = await lockUserById(tx, userId);
    if (!user?.isVerified || user.suspendedAt !== null) return null;
    return await openSession(deps, tx, user, { kind: "BROWSER", device });
  });
}
