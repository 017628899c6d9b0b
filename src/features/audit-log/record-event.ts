import type { Deps, Transaction } from "@/core/deps";
import { runIn, type Statement } from "@/core/statement";
import { auditCatalogue, type AuditDetails, type AuditName, type RefusalName, type RefusalReason } from "./catalogue";

type Who = {
  /** Who did it; null for somebody who is not signed in, and for the site itself. */
  actorId: string | null;
  /** Whose account it happened to; null where there is none. */
  subjectId: string | null;
  sessionId?: string | null;
};

export type AuditEntry<Name extends AuditName> = Who & { name: Name } & AuditDetails<Name>;
export type Refusal<Name extends RefusalName> = Who & {
  name: Name;
  reason: RefusalReason<Name> & string;
} & AuditDetails<Name>;

/**
 * Writes what happened into the audit log, in the transaction of the change itself: both are there or neither. Throws where the details
 * are not the catalogue's, which is a defect of the caller's.
 */
export async function recordEvent<Name extends AuditName>(
  deps: Pick<Deps, "clock" | "trace">,
  tx: Transaction,
  entry: AuditEntry<Name>,
): Promise<void> {
  await runIn(tx)(eventStatement(deps, entry));
}

/** The same as a statement, for a caller who has more to do in the same trip: it is written where `condition` holds. */
export function eventStatement<Name extends AuditName>(
  deps: Pick<Deps, "clock" | "trace">,
  entry: AuditEntry<Name>,
  condition = "true",
): Statement {
  const { requestId, place, agent } = deps.trace();
  const { name, actorId, subjectId, sessionId = null } = entry;
  const details = JSON.stringify(readDetails(name, entry.details));
  return {
    name: "latchkey_insert_audit_event",
    text: `
      INSERT INTO "AuditEvent" ("createdAt", "name", "result", "actorId", "subjectId", "sessionId", "place", "agent", "requestId", "details")
      SELECT $1::timestamptz, $2, 'OK', $3, $4, $5, $6, $7, $8, $9::jsonb WHERE ${condition}`,
    values: [deps.clock.now(), name, actorId, subjectId, sessionId, place, agent, requestId, details],
  };
}

/**
 * Notes what was refused. Nothing changed, so nothing waits for it: refusals are written together within a second, by which an
 * attacker's flood costs no statement each, and a known and an unknown address the same.
 */
export function noteRefusal<Name extends RefusalName>(
  deps: Pick<Deps, "trace" | "refusals">,
  { name, reason, actorId, subjectId, sessionId = null, ...rest }: Refusal<Name>,
): void {
  const details = readDetails(name, rest.details);
  deps.refusals.note({ ...deps.trace(), name, reason, actorId, subjectId, sessionId, details });
}

function readDetails(name: AuditName, details: unknown): Record<string, string | number | boolean> {
  const entry = auditCatalogue[name];
  if (!("details" in entry)) return {};
  return entry.details.parse(details);
}
