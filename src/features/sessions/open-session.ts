import type { Deps, Transaction } from "@/core/deps";
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
