import type { Transaction } from "./deps";

/** Removes what a stranger may have prepared on an address before its owner proved it: sessions, identities, and pending links. */
export async function dropUnprovenAccess(tx: Transaction, userId: string): Promise<void> {
  await tx.session.deleteMany({ where: { userId } });
  await tx.account.deleteMany({ where: { userId } });
  await tx.oneTimeToken.deleteMany({ where: { userId, purpose: "RESET_PASSWORD" } });
  await tx.oneTimeToken.updateMany({ where: { userId }, data: { pendingPasswordHash: null, pendingName: null } });
}
