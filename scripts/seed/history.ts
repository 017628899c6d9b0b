import { uuidOf, type Dice } from "./dice";
import { inventDeeds } from "./deeds";
import { suspendedAt, type Cast, type DemoPerson } from "./people";
import { hourMs, mail, pickDevice, record, refuse, type Context, type History, type Where } from "./recorder";
import type { DemoPost } from "./writings";

/** What these people did and what was refused to them in the 60 days before `now`, in the order of time. */
export function inventHistory(
  dice: Dice,
  people: readonly DemoPerson[],
  { cast, posts, now }: { cast: Cast; posts: readonly DemoPost[]; now: Date },
): History {
  const history: History = { events: [], visits: [], mails: [] };
  const context = { dice, now, history };
  for (const person of people) live(context, person, cast);
  storm(context);
  inventDeeds(context, { people, cast, posts });
  const byTime = (a: { createdAt: Date }, b: { createdAt: Date }) => a.createdAt.getTime() - b.createdAt.getTime();
  // What has not happened yet by the clock has not happened.
  return { ...history, events: history.events.filter(({ createdAt }) => createdAt < now).sort(byTime) };
}

function live(context: Context, person: DemoPerson, { admin }: Cast): void {
  const { dice, now } = context;
  const { id, method } = person;
  const device = pickDevice(dice);
  const joined = new Date(now.getTime() - person.age * hourMs);
  const at = (hours: number) => ({ ...device, at: new Date(joined.getTime() + hours * hourMs) });
  record(context, at(0), { name: "account.signed_up", actorId: null, subjectId: id, details: { method } });
  if (method === "password") mail(context, { kind: "verification-link", person, at: joined });
  if (!person.isVerified) return;
  record(context, at(0.1), { name: "account.confirmed", actorId: id, subjectId: id, details: { method } });
  const visits = 2 + dice.below(Math.ceil(person.age / 96) + 2);
  for (let visit = 0; visit < visits; visit++) come(context, person, at(0.2 + dice.below(person.age * 10) / 10));
  if (dice.chance(0.1) && method === "password") forget(context, person, at(dice.below(person.age)));
  if (person.isSuspended) {
    const where = { ...device, at: suspendedAt(person, now) };
    record(context, where, { name: "user.suspended", actorId: admin.id, subjectId: id });
    mail(context, { kind: "account-suspended", person, at: where.at });
  }
}

/** A sign-in, now and then after a wrong password. */
function come(context: Context, person: DemoPerson, where: Where): void {
  const { dice, history, now } = context;
  const { id, method } = person;
  if (person.isSuspended && where.at > suspendedAt(person, now)) {
    const reason = "suspended";
    refuse(context, where, { name: "session.refused", reason, actorId: null, subjectId: id, details: { method } });
    return;
  }
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
