import type { Deps, Transaction } from "@/core/deps";
import { lockUserById } from "@/core/lock-user";
import { tokenHash } from "@/core/token-hash";
import { sessionTtlDays } from "./policy";

export type OpenedSession = {
  /** Goes into the signed cookie and nowhere else. */
  secret: string;
  userId: string;
  expiresAt: Date;
};

/** Opens a session in the caller's transaction, which has locked the user's row and decided that they may come in. */
export async function openSession(
  deps: Pick<Deps, "clock" | "random">,
  tx: Transaction,
  userId: string,
): Promise<OpenedSession> {
  const secret = deps.random.secret();
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + sessionTtlDays * 86_400_000);
  await tx.session.create({
    data: { userId, sessionToken: tokenHash(secret), createdAt: now, provenAt: now, expires: expiresAt },
  });
  return { secret, userId, expiresAt };
}

/** Opens a session for a person whom a provider has vouched for; null when the account vanished meanwhile or is not confirmed. */
export async function openSessionOf(
  deps: Pick<Deps, "db" | "clock" | "random">,
  userId: string,
): Promise<OpenedSession | null> {
  return await deps.db.$transaction(async (tx) => {
    const user = await lockUserById(tx, userId);
    return user?.isVerified ? await openSession(deps, tx, userId) : null;
  });
}
