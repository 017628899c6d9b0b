import type { Deps } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";

export type Reset =
  | { kind: "ready"; tokenId: string; userId: string; email: string; name: string }
  | { kind: "expired" }
  | { kind: "invalid" };

/** What a reset link is worth now. Reads only: looking at a link must not use it. */
export async function findReset(deps: Pick<Deps, "db" | "clock">, token: string): Promise<Reset> {
  const row = await deps.db.oneTimeToken.findUnique({
    where: { tokenHash: tokenHash(token), purpose: "RESET_PASSWORD" },
    include: { user: { select: { email: true, name: true, suspendedAt: true } } },
  });
  if (!row || row.usedAt !== null || row.user.suspendedAt !== null) return { kind: "invalid" };
  if (row.expiresAt <= deps.clock.now()) return { kind: "expired" };
  return { kind: "ready", tokenId: row.id, userId: row.userId, email: row.user.email, name: row.user.name };
}
