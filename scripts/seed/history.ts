import type { AuditName } from "@/features/audit-log/catalogue";
import type { AuditEntry, Refusal } from "@/features/audit-log/record-event";
import { demoDomain, type DemoPerson } from "./people";
import { uuidOf, type Dice } from "./dice";

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

const hourMs = 3_600_000;
const agents = [
  "Firefox on Linux",
  "Chrome on Windows",
  "Safari on iOS",
  "Chrome on Android",
  "Edge on Windows",
] as const;
/** The networks that documentation may name (RFC 5737). */
const places = ["192.0.2.x", "198.51.100.x", "203.0.113.x"] as const;

/** What these people did and what was refused to them in the 60 days before `now`, in the order of time. */
export function inventHistory(
  dice: Dice,
  people: readonly DemoPerson[],
  { admin, now }: { admin: DemoPerson; now: Date },
): History {
  const history: History = { events: [], visits: [], mails: [] };
  const context = { dice, now, history, admin };
  for (const person of people) live(context, person);
  storm(context);
  const byTime = (a: { createdAt: Date }, b: { createdAt: Date }) => a.createdAt.getTime() - b.createdAt.getTime();
  // What has not happened yet by the clock has not happened.
  return { ...history, events: history.events.filter(({ createdAt }) => createdAt < now).sort(byTime) };
}

type Context = { dice: Dice; now: Date; history: History; admin: DemoPerson };
type Where = { at: Date; place: string; agent: string };

function live(context: Context, person: DemoPerson): void {
  const { dice, now, admin } = context;
  const { id, method } = person;
  const device = { place: dice.pick(places), agent: dice.pick(agents) };
  const joined = new Date(now.getTime() - person.age * hourMs);
  const at = (hours: number) => ({ ...device, at: new Date(joined.getTime() + hours * hourMs) });
  record(context, at(0), { name: "account.signed_up", actorId: null, subjectId: id, details: { method } });
  if (method === "password") mail(context, { kind: "verification-link", person, at: joined });
  if (!person.isVerified) return;
  record(context, at(0.1), { name: "account.confirmed", actorId: id, subjectId: id, details: { method } });
  const visits = 2 + dice.below(Math.ceil(person.age / 96) + 2);
  for (let visit = 0; visit < visits; visit++) come(context, person, at(0.2 + dice.below(person.age * 10) / 10));
  if (dice.chance(0.1) && method === "password") forget(context, person, at(dice.below(person.age)));
  if (person.isSuspended)
    record(context, at(person.age * 0.95), { name: "user.suspended", actorId: admin.id, subjectId: id });
}

/** A sign-in, now and then after a wrong password. */
function come(context: Context, person: DemoPerson, where: Where): void {
  const { dice, history, now } = context;
  const { id, method } = person;
  if (method === "password" && dice.chance(0.2)) {
    const before = { ...where, at: new Date(where.at.getTime() - 30_000) };
    const reason = dice.chance(0.9) ? "invalid_credentials" : "limited";
    refuse(context, before, { name: "session.refused", reason, actorId: null, subjectId: id, details: { method } });
  }
  const sessionId = uuidOf(`session ${id} ${history.visits.length}`);
  const details = { method, carrier: dice.chance(0.9) ? "browser" : "app" } as const;
  record(context, where, { name: "session.opened", actorId: id, subjectId: id, sessionId, details });
  if (where.at < now) history.visits.push({ sessionId, person, ...where });
}

function forget(context: Context, person: DemoPerson, where: Where): void {
  const { id } = person;
  record(context, where, { name: "password.reset_mailed", actorId: null, subjectId: id });
  mail(context, { kind: "reset-link", person, at: where.at });
  const done = { ...where, at: new Date(where.at.getTime() + 240_000) };
  record(context, done, { name: "password.reset", actorId: id, subjectId: id, details: { sessions: 1 } });
}

/** What every site sees: guesses by the hundred on nobody's account, one night after the other, and sign-ups by programs. */
function storm(context: Context): void {
  const { dice, now } = context;
  for (let day = 1; day < 60; day++) {
    const where = {
      at: new Date(now.getTime() - day * 24 * hourMs + dice.below(6) * hourMs),
      place: "203.0.113.x",
      agent: "curl",
    };
    const nobody = { actorId: null, subjectId: null };
    const method = { details: { method: "password" } };
    if (dice.chance(0.3))
      refuse(context, where, {
        ...nobody,
        ...method,
        name: "session.refused",
        reason: "limited",
        count: 5 + dice.below(60),
      });
    if (dice.chance(0.4))
      refuse(context, where, {
        ...nobody,
        name: "account.signup_refused",
        reason: "captcha",
        count: 1 + dice.below(9),
      });
    if (dice.chance(0.2))
      refuse(context, where, { ...nobody, name: "account.signup_refused", reason: "disposable_email", count: 1 });
  }
}

function record<Name extends AuditName>(context: Context, where: Where, entry: AuditEntry<Name>): void {
  context.history.events.push({ ...rowOf(context, where, entry), result: "OK", reason: null, count: 1 });
}

type RefusedName = "session.refused" | "account.signup_refused";

function refuse<Name extends RefusedName>(
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
function mail(
  { dice, history, now }: Context,
  { kind, person, at }: { kind: string; person: DemoPerson; at: Date },
): void {
  const isDead = dice.chance(0.04);
  if (at >= now || now.getTime() - at.getTime() > 29 * 24 * hourMs) return;
  history.mails.push({
    id: uuidOf(`mail ${history.mails.length} of ${demoDomain}`),
    kind,
    recipient: person.email,
    at,
    isDead,
  });
}
