import type { Deps, EncodedPicture, Transaction } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import { sealEvents } from "@/features/audit-log/seal-events";
import { imagePath } from "@/features/images/image-path";
import { sessionTtlDays } from "@/features/sessions/policy";
import { createDice } from "./dice";
import { inventHistory } from "./history";
import { cast, demoDomain, demoPassword, inventPeople, personas, suspendedAt, type DemoPerson } from "./people";
import { drawPictures, type DemoPictures } from "./pictures";
import { dayMs, hourMs, type DemoMail, type DemoVisit } from "./recorder";
import { inventPosts } from "./writings";

/** Of the people each ninth writes, once they have been there for three weeks; of the posts each but every third has a cover. */
const writesEvery = 9;
const writesAfterHours = 21 * 24;
const withoutCoverEvery = 3;

/** The embedded database needs some seconds for all of it, a slow machine more. */
const fillMs = 120_000;

export type Filled = { people: number; events: number; posts: number } | "there already";

/**
 * Fills the database with people, what they wrote and what happened in 60 days: all of it in one transaction, and only where none of it
 * is there, so that a second run, also at the same moment, changes nothing. The events are sealed as any others.
 *
 * @throws where a hash cannot be made, and what the database throws
 */
export async function fillDatabase(
  deps: Pick<Deps, "db" | "clock" | "random" | "hasher" | "pictures" | "log">,
): Promise<Filled> {
  if (await isFilled(deps.db)) return "there already";
  const hashed = await deps.hasher.hash(demoPassword);
  if (!hashed.ok) throw new Error("The password could not be hashed.");
  const drawn = await drawPictures(deps);
  // Made up before the lock is taken, for which another run at the same moment waits.
  const world = invent(deps.clock.now());
  const filled = await deps.db.$transaction((tx) => fillOnce(deps, tx, { world, passwordHash: hashed.hash, drawn }), {
    timeout: fillMs,
  });
  await sealEvents(deps);
  return filled;
}

async function isFilled(db: Pick<Transaction, "user">): Promise<boolean> {
  return (await db.user.findFirst({ where: { email: { endsWith: `@${demoDomain}` } }, select: { id: true } })) !== null;
}

type World = ReturnType<typeof invent>;

/** Who there is, what they wrote and what happened up to now. */
function invent(now: Date) {
  const dice = createDice(1);
  const people = [...personas, ...inventPeople(dice)];
  const authors = people.filter(
    ({ age, isVerified, isSuspended }, at) =>
      at >= personas.length && at % writesEvery === 0 && age > writesAfterHours && isVerified && !isSuspended,
  );
  const posts = inventPosts(dice, [cast.writer, ...authors], now);
  return { now, people, authors, posts, ...inventHistory(dice, people, { cast, posts, now }) };
}

async function fillOnce(
  { clock, random }: Pick<Deps, "clock" | "random">,
  tx: Transaction,
  { world, passwordHash, drawn }: { world: World; passwordHash: string; drawn: DemoPictures },
): Promise<Filled> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext('latchkey demo data'))`;
  if (await isFilled(tx)) return "there already";
  const { now, people, authors, posts, events, visits, mails } = world;
  await tx.user.createMany({ data: people.map((person) => userRow(person, { now, passwordHash })) });
  await tx.account.createMany({ data: people.filter(({ method }) => method !== "password").map(accountRow) });
  const shown = [cast.admin, cast.moderator, cast.writer, cast.reader, ...authors];
  const avatars = await keepPictures({ clock, random }, tx, {
    kind: "AVATAR",
    owners: shown.map(({ id }) => id),
    pictures: drawn.avatars,
  });
  await tx.profile.createMany({
    data: shown.map((person, at) => ({ ...profileRow(person, at), avatarUrl: avatars[at] ?? null })),
  });
  await tx.session.createMany({
    data: visits.filter((visit) => isLive(visit, now)).map((visit) => sessionRow(visit, random)),
  });
  const covered = posts.filter((_, at) => at % withoutCoverEvery !== 0);
  const owners = covered.map(({ authorId }) => authorId);
  const covers = await keepPictures({ clock, random }, tx, { kind: "COVER", owners, pictures: drawn.covers });
  const coverOf = new Map(covered.map(({ id }, at) => [id, covers[at]]));
  await tx.post.createMany({ data: posts.map((post) => ({ ...post, coverImage: coverOf.get(post.id) ?? null })) });
  await tx.outboxMail.createMany({ data: mails.map(mailRow) });
  await tx.auditEvent.createMany({ data: events });
  return { people: people.length, events: events.length, posts: posts.length };
}

type Kept = { kind: "AVATAR" | "COVER"; owners: readonly string[]; pictures: readonly EncodedPicture[] };

/** An image for each of the owners, of the pictures in turn. They lie in the database, where every picture store still looks. */
async function keepPictures(
  { clock, random }: Pick<Deps, "clock" | "random">,
  tx: Transaction,
  { kind, owners, pictures }: Kept,
): Promise<string[]> {
  const images = owners.map((ownerId) => ({ id: random.id(), ownerId, kind, createdAt: clock.now() }));
  const files = images.flatMap(({ id }, at) =>
    (pictures[at % pictures.length] ?? []).map((file) => ({ imageId: id, ...file })),
  );
  await tx.image.createMany({ data: images });
  await tx.imageFile.createMany({ data: files });
  return images.map(({ id }) => imagePath(id));
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
    suspendedAt: isSuspended ? suspendedAt(person, now) : null,
  };
}

function accountRow({ id, email, method }: DemoPerson) {
  return { userId: id, type: "oauth", provider: method, providerAccountId: `demo-${id}`, label: email };
}

const bios = [
  "Writes about what is on the kitchen table.",
  "Repairs things that nobody asked to have repaired.",
  "Reads more than is good for the eyes.",
  "Two cats, one balcony, no plan.",
  "Takes the slow train on purpose.",
];

function profileRow({ id }: DemoPerson, at: number) {
  return { userId: id, bio: bios[at % bios.length] ?? null, age: 19 + ((at * 7) % 50), isPublic: true };
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
