import type { AuditName } from "@/features/audit-log/catalogue";
import type { AuditEntry, Refusal } from "@/features/audit-log/record-event";
import { uuidOf, type Dice } from "./dice";
import { demoDomain, type DemoPerson } from "./people";

export type DemoEvent = {
  createdAt: Date;
  name: AuditName;
  result: "OK" | "REFUSED";
  reason: string | null;
  count: number;
  actorId: string | null;
  subjectId: string | null;
  sessionId: string | null;
  place: string;
  agent: string;
  requestId: string;
  details: Record<string, string | number | boolean>;
};

export type DemoVisit = { sessionId: string; person: DemoPerson; at: Date; place: string; agent: string };

export type DemoMail = { id: string; kind: string; recipient: string; at: Date; isDead: boolean };

export type History = { events: DemoEvent[]; visits: DemoVisit[]; mails: DemoMail[] };

export type Context = { dice: Dice; now: Date; history: History };
export type Where = { at: Date; place: string; agent: string };

export const hourMs = 3_600_000;
export const dayMs = 24 * hourMs;

const agents = [
  "Firefox on Linux",
  "Chrome on Windows",
  "Safari on iOS",
  "Chrome on Android",
  "Edge on Windows",
] as const;
/** The networks that documentation may name (RFC 5737). */
const places = ["192.0.2.x", "198.51.100.x", "203.0.113.x"] as const;

export function pickDevice(dice: Dice): Omit<Where, "at"> {
  return { place: dice.pick(places), agent: dice.pick(agents) };
}

export function record<Name extends AuditName>(context: Context, where: Where, entry: AuditEntry<Name>): void {
  context.history.events.push({ ...rowOf(context, where, entry), result: "OK", reason: null, count: 1 });
}

type RefusedName = "session.refused" | "account.signup_refused" | "admin.refused" | "post.refused";

export function refuse<Name extends RefusedName>(
  context: Context,
  where: Where,
  { reason, count = 1, ...entry }: Refusal<Name> & { count?: number },
): void {
  context.history.events.push({ ...rowOf(context, where, entry), result: "REFUSED", reason, count });
}

type Entry = {
  name: AuditName;
  actorId: string | null;
  subjectId: string | null;
  sessionId?: string | null | undefined;
  details?: object | undefined;
};

function rowOf({ history }: Context, { at, place, agent }: Where, entry: Entry) {
  const { name, actorId, subjectId, sessionId = null, details = {} } = entry;
  const requestId = uuidOf(`request ${history.events.length}`);
  return { createdAt: at, name, actorId, subjectId, sessionId, place, agent, requestId, details: { ...details } };
}

/** Mails are kept for 30 days: of what was sent before nothing is left. */
export function mail(
  { dice, history, now }: Context,
  { kind, person, at }: { kind: string; person: DemoPerson; at: Date },
): void {
  const isDead = dice.chance(0.04);
  if (at >= now || now.getTime() - at.getTime() > 29 * dayMs) return;
  const id = uuidOf(`mail ${history.mails.length} of ${demoDomain}`);
  history.mails.push({ id, kind, recipient: person.email, at, isDead });
}
