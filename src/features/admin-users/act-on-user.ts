import type { Deps, Transaction } from "@/core/deps";
import type { LockedUser } from "@/core/lock-user";
import { runIn } from "@/core/statement";
import type { AdminViewer } from "@/core/viewer";
import { noteRefusal } from "@/features/audit-log/record-event";

/**
 * `changed` also stands for an administrator who is none any more, and for an account that is no longer what the page showed;
 * `capped` for a mail of which enough have gone there.
 */
export type ActRefusal = { ok: false; reason: "unknown" | "own_account" | "last_administrator" | "changed" | "capped" };
export type ActOutcome = { ok: true } | ActRefusal;

export type ActDeps = Pick<Deps, "db" | "clock" | "trace" | "refusals">;

type Act = {
  userId: string;
  /** What nobody does to their own account here. */
  refusesOwn?: boolean;
  /** Changes the account and records it; null for done, or why not. */
  run: (tx: Transaction, target: LockedUser) => Promise<ActRefusal["reason"] | null>;
};

class Refused extends Error {
  constructor(readonly reason: ActRefusal["reason"]) {
    super(reason);
  }
}

/**
 * Lets an administrator act on an account, in one transaction and one at a time over all instances: who may act is decided again when
 * it is one's turn, and an act after which no administrator could sign in takes no effect.
 */
export async function actOnUser(deps: ActDeps, viewer: AdminViewer, act: Act): Promise<ActOutcome> {
  try {
    await deps.db.$transaction(async (tx) => {
      const target = await lockBoth(deps, tx, { viewer, userId: act.userId });
      if (act.refusesOwn === true && target.id === viewer.id) throw new Refused("own_account");
      const reason = await act.run(tx, target);
      if (reason !== null) throw new Refused(reason);
      if (target.role === "ADMIN" && !(await hasAdministrator(tx))) throw new Refused("last_administrator");
    });
    return { ok: true };
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { reason } = error;
    const who = {
      actorId: viewer.id,
      subjectId: reason === "unknown" ? null : act.userId,
      sessionId: viewer.sessionId,
    };
    noteRefusal(deps, { name: "admin.refused", reason, ...who });
    return { ok: false, reason };
  }
}

/** The turn comes first, so that what follows sees what the one before has committed; then the rows, in the order of their ids. */
async function lockBoth(
  deps: ActDeps,
  tx: Transaction,
  { viewer, userId }: { viewer: AdminViewer; userId: string },
): Promise<LockedUser> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended('latchkey administrators', 0))`;
  const text = `
    SELECT "id", "name", "email", "role"::text AS "role", "password", "isVerified", "suspendedAt"
    FROM "User" WHERE "id" IN ($1, $2) ORDER BY "id" FOR UPDATE`;
  const rows = await runIn(tx)<LockedUser>({ name: "latchkey_lock_two_users", text, values: [viewer.id, userId] });
  const actor = rows.find(({ id }) => id === viewer.id);
  if (actor?.role !== "ADMIN" || !actor.isVerified || actor.suspendedAt !== null) throw new Refused("changed");
  const isSignedIn = { id: viewer.sessionId, userId: viewer.id, expires: { gt: deps.clock.now() } };
  if ((await tx.session.count({ where: isSignedIn })) === 0) throw new Refused("changed");
  const target = rows.find(({ id }) => id === userId);
  if (!target) throw new Refused("unknown");
  return target;
}

async function hasAdministrator(tx: Transaction): Promise<boolean> {
  const found = await tx.user.findFirst({
    where: { role: "ADMIN", isVerified: true, suspendedAt: null },
    select: { id: true },
  });
  return found !== null;
}

/** Who did it to whom, as an event has it. */
export function actors(viewer: AdminViewer, target: { id: string }) {
  return { actorId: viewer.id, subjectId: target.id, sessionId: viewer.sessionId };
}
