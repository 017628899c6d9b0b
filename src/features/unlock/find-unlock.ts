import type { Deps } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";

/** What a link from the mail about guesses is worth now. Reads only: looking at a link must not use it. */
export async function findUnlock(
  deps: Pick<Deps, "db" | "clock">,
  token: string,
): Promise<{ kind: "ready" } | { kind: "invalid" }> {
  const row = await deps.db.oneTimeToken.findUnique({
    where: { tokenHash: tokenHash(token), purpose: "KNOW_DEVICE" },
    select: { usedAt: true, expiresAt: true, user: { select: { suspendedAt: true } } },
  });
  const isGood = row && row.usedAt === null && row.expiresAt > deps.clock.now() && row.user.suspendedAt === null;
  return { kind: isGood ? "ready" : "invalid" };
}
