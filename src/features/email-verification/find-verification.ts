import type { Deps } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";

export type Verification =
  | {
      kind: "ready";
      tokenId: string;
      userId: string;
      email: string;
      pendingName: string | null;
      pendingPasswordHash: string | null;
      browserHash: string | null;
    }
  | { kind: "already_verified" }
  | { kind: "expired" }
  | { kind: "invalid" };

/** What a verification link is worth now. Reads only: looking at a link must not use it. */
export async function findVerification(deps: Pick<Deps, "db" | "clock">, token: string): Promise<Verification> {
  const row = await deps.db.oneTimeToken.findUnique({
    where: { tokenHash: tokenHash(token), purpose: "VERIFY_EMAIL" },
    include: { user: { select: { email: true, isVerified: true } } },
  });
  if (!row) return { kind: "invalid" };
  if (row.user.isVerified) return { kind: "already_verified" };
  if (row.usedAt !== null) return { kind: "invalid" };
  if (row.expiresAt <= deps.clock.now()) return { kind: "expired" };
  return {
    kind: "ready",
    tokenId: row.id,
    userId: row.userId,
    email: row.user.email,
    pendingName: row.pendingName,
    pendingPasswordHash: row.pendingPasswordHash,
    browserHash: row.browserHash,
  };
}
