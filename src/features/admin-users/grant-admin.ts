import type { Deps } from "@/core/deps";
import type { Email } from "@/core/email";
import { lockUserByEmail } from "@/core/lock-user";
import { recordEvent } from "@/features/audit-log/record-event";

export type GrantOutcome =
  { ok: true; wasOne: boolean } | { ok: false; reason: "unknown" | "unverified" | "suspended" };

/**
 * Makes the owner of a confirmed account an administrator. For the command line alone: it is how the first one comes to be, and who may
 * run it has the database anyway.
 */
export async function grantAdmin(
  deps: Pick<Deps, "db" | "clock" | "trace">,
  { email }: { email: Email },
): Promise<GrantOutcome> {
  return await deps.db.$transaction(async (tx) => {
    const user = await lockUserByEmail(tx, email);
    if (!user) return { ok: false, reason: "unknown" };
    if (!user.isVerified) return { ok: false, reason: "unverified" };
    if (user.suspendedAt !== null) return { ok: false, reason: "suspended" };
    if (user.role === "ADMIN") return { ok: true, wasOne: true };
    await tx.user.update({ where: { id: user.id }, data: { role: "ADMIN" } });
    await recordEvent(deps, tx, { name: "admin.granted", actorId: null, subjectId: user.id });
    return { ok: true, wasOne: false };
  });
}
