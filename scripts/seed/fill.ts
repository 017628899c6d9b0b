import type { Deps, Transaction } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import { sealEvents } from "@/features/audit-log/seal-events";
import { sessionTtlDays } from "@/features/sessions/policy";
import { createDice } from "./dice";
import { inventHistory, type DemoMail, type DemoVisit } from "./history";
import { demoDomain, demoPassword, inventPeople, personas, type DemoPerson } from "./people";
import { inventPosts } from "./writings";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** The embedded database needs some seconds for all of it, a slow machine more. */
const fillMs = 120_000;

export type Filled = { people: number; events: number; posts: number } | "there already";

/**
 * Fills the database with people, what they wrote and what happened in 60 days: all of it in one transaction, and only where none of it
 * is there, so that a second run, also at the same moment, changes nothing. The events are sealed as any others.
 *
 * @throws where a hash cannot be made, and what the database throws
 */
export async function fillDatabase(deps: Pick<Deps, "db" | "clock" | "random" | "hasher" | "log">): Promise<Filled> {
  const hashed = await deps.hasher.hash(demoPassword);
  if (!hashed.ok) throw new Error("The password could not be hashed.");
  const filled = await deps.db.$transaction((tx) => fillOnce(deps, tx, hashed.hash), { timeout: fillMs });
  await sealEvents(deps);
  return filled;
}

async function fillOnce(
  { clock, random }: Pick<Deps, "clock" | "random">,
  tx: Transaction,
  passwordHash: string,
): Promise<Filled> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('latchkey demo data'))`;
  if (await tx.user.findFirst({ where: { email: { endsWith: `@${demoDomain}` } }, select: { id: true } }))
    return "there already";
  const now = clock.now();
  const dice = createDice(1);
  const [admin, moderator, writer, reader] = personas;
  if (!admin || !moderator || !writer || !reader) throw new Error("A persona is missing.");
  const people = [...personas, ...inventPeople(dice)];
  const { events, visits, mails } = inventHistory(dice, people, { admin, now });
  const authors = people
    .filter((person) => person.role === "USER" && person.isVerified && !person.isSuspended)
    .slice(2, 7);
  const posts = inventPosts(dice, [writer, ...authors], now);
  await tx.user.createMany({ data: people.map((person) => userRow(person, { now, passwordHash })) });
  await tx.account.createMany({ data: people.filter(({ method }) => method !== "password").map(accountRow) });
  await tx.profile.createMany({ data: [writer, reader, ...authors].map(profileRow) });
  await tx.session.createMany({
    data: visits.filter((visit) => isLive(visit, now)).map((visit) => sessionRow(visit, random)),
  });
  await tx.post.createMany({ data: posts });
  await tx.outboxMail.createMany({ data: mails.map(mailRow) });
  await tx.auditEvent.createMany({ data: events });
  return { people: people.length, events: events.length, posts: posts.length };
}

function userRow(person: DemoPerson, { now, passwordHash }: { now: Date; passwordHash: string }) {
  const { id, name, email, role, method, isVerified, isSuspended, age } = person;
  const createdAt = new Date(now.getTime() - age * hourMs);
  const password = method === "password" ? passwordHash : null;
  return {
    id,
    name,
    email,
    role,
    isVerified,
    password,
    createdAt,
    suspendedAt: isSuspended ? new Date(now.getTime() - dayMs) : null,
  };
}

function accountRow({ id, email, method }: DemoPerson) {
  return { userId: id, type: "oauth", provider: method, providerAccountId: `demo-${id}`, label: email };
}

function profileRow({ id, name }: DemoPerson) {
  return {
    userId: id,
    bio: `${name.split(" ")[0] ?? name} writes about what is on the kitchen table.`,
    age: 34,
    isPublic: true,
  };
}

/** By the longest that a session can last, and only where it may be used at all. */
function isLive({ at, person }: DemoVisit, now: Date): boolean {
  return !person.isSuspended && now.getTime() - at.getTime() < sessionTtlDays * dayMs;
}

/** Of a secret that nobody is given. */
function sessionRow({ sessionId, person, at, place, agent }: DemoVisit, random: Deps["random"]) {
  const expires = new Date(at.getTime() + sessionTtlDays * dayMs);
  const sessionToken = tokenHash(random.secret());
  return { id: sessionId, userId: person.id, sessionToken, createdAt: at, provenAt: at, expires, label: agent, place };
}

function mailRow({ id, kind, recipient, at, isDead }: DemoMail) {
  const end = isDead
    ? { status: "DEAD" as const, lastError: "rejected" }
    : { status: "SENT" as const, outcome: "DELIVERED" as const, outcomeAt: at };
  return { id, kind, recipient, createdAt: at, dueAt: at, settledAt: at, attempts: 1, ...end };
}
