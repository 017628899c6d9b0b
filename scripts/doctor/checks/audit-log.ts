import type { Context } from "../context";
import { fault, orGood, warning, type Finding } from "../finding";
import { onDatabase } from "./database";

const triggers = [
  "latchkey_audit_event_kept",
  "latchkey_audit_event_not_truncated",
  "latchkey_audit_seal_kept",
  "latchkey_audit_seal_not_truncated",
];

type State = { unsealed: boolean; off: string[]; maySeal: boolean };

/** Instances seal each second, so that after a minute something is wrong. Where the tables are missing, that is told with the migrations. */
export function checkAuditLog(context: Context): Promise<Finding[]> {
  return onDatabase(context, "audit-log", async (database) => {
    const [known] = await database.query<{ is: boolean }>(`SELECT to_regclass('"AuditSeal"') IS NOT NULL AS is`);
    if (!known?.is) return orGood([], "audit-log", "not there yet");
    const [state] = await database.query<State>(
      `SELECT EXISTS (SELECT FROM "AuditEvent" WHERE "seal" IS NULL AND "createdAt" < now() - interval '1 minute') AS unsealed,
         has_function_privilege('"latchkey_seal_audit"(integer)', 'EXECUTE') AS "maySeal",
         ARRAY(SELECT name FROM unnest($1::text[]) AS name
           WHERE NOT EXISTS (SELECT FROM pg_trigger WHERE tgname = name AND tgenabled <> 'D')) AS off`,
      [triggers],
    );
    return orGood(state ? judge(state) : [], "audit-log", "guarded, and sealed to the last minute");
  });
}

function judge({ unsealed, off, maySeal }: State): Finding[] {
  const found: Finding[] = [];
  if (off.length > 0) {
    const sentence = `events can be altered and deleted, for triggers are missing or disabled: ${off.join(", ")}`;
    const remedy = "Find out who did it, then ALTER TABLE … ENABLE TRIGGER, and npm run audit -- verify.";
    found.push(fault({ id: "audit-log.triggers", sentence, remedy }));
  }
  if (!maySeal) {
    const sentence = "the app's user may not seal events, so that nobody would notice one that is altered";
    const remedy = "npm run migrate -- --grant=<user>, as the owner of the tables";
    found.push(fault({ id: "audit-log.functions", sentence, remedy }));
  }
  if (unsealed) {
    const sentence = "events older than a minute are not sealed: no instance runs, or sealing fails";
    const remedy = "Look for seal_events_failed in the app's log.";
    found.push(warning({ id: "audit-log.unsealed", sentence, remedy }));
  }
  return found;
}
