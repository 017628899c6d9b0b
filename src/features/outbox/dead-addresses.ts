import { hash } from "node:crypto";
import type { Db, Deps, Transaction } from "@/core/deps";
import type { DeadAddressState } from "@/platform/prisma/enums";

/** Why an address takes no mail; from the provider's report, never its text. */
export type DeathReason = "no_mailbox" | "refused" | "suppressed" | "complaint";

/** What an outbox row says that was not sent because its address is dead. */
export const deadAddressCode = "dead_address";

/** By what an address is kept and looked up. `email` is canonical. */
export function addressHash(email: string): string {
  return hash("sha256", email, "hex");
}

/** Why no mail goes to this canonical address; null where mail does. */
export async function findDeadAddress(
  db: Db,
  email: string,
): Promise<{ state: DeadAddressState; since: Date; reason: string } | null> {
  return await db.deadAddress.findFirst({
    where: { addressHash: addressHash(email), revivedAt: null },
    select: { state: true, since: true, reason: true },
  });
}

/**
 * Notes that an address takes no mail, by a report of what happened `at`. Reports may come in any order and more than once: the graver state
 * stays, and a report from before a revival changes nothing.
 */
export async function markAddressDead(
  tx: Transaction,
  { email, state, reason, at }: { email: string; state: DeadAddressState; reason: DeathReason; at: Date },
): Promise<void> {
  await tx.$executeRaw`
    INSERT INTO "DeadAddress" AS known ("addressHash", "state", "reason", "since")
    VALUES (${addressHash(email)}, ${state}::"DeadAddressState", ${reason}, ${at}::timestamptz)
    ON CONFLICT ("addressHash") DO UPDATE
    SET "state" = excluded."state", "reason" = excluded."reason", "since" = excluded."since", "revivedAt" = NULL
    WHERE CASE WHEN known."revivedAt" IS NULL THEN known."state" < excluded."state"
      ELSE known."revivedAt" < excluded."since" END`;
}

/** Lets mail go to the address again; false where it did all the time. Of parallel callers one gets true. */
export async function reviveAddress(deps: Pick<Deps, "clock">, db: Db, email: string): Promise<boolean> {
  const { count } = await db.deadAddress.updateMany({
    where: { addressHash: addressHash(email), revivedAt: null },
    data: { revivedAt: deps.clock.now() },
  });
  return count > 0;
}
