import type { Deps } from "@/core/deps";
import { beyondAll } from "@/core/number-cursor";
import { pageSize } from "@/core/page-cursor";
import type { AdminViewer } from "@/core/viewer";
import type { AuditEvent } from "@/platform/prisma/client";
import type { AuditFilter } from "./schema";
import { planSearch, type Condition, type SearchPlan } from "./search-plan";

/** What no index answers is looked for among so many events at a time: some dozen milliseconds of a page. */
const scanMax = 100_000;

/** An event's time is the database's as the instance knows it, so that it may run a little against the numbers. */
const disorderMs = 60_000;

const dayMs = 86_400_000;

export type FoundEvents = {
  events: AuditEvent[];
  /** Where the next page begins; null at the end. */
  next: bigint | null;
  /** Whether the page ends before it is full, for the bound on what one page looks through: there may be more further back. */
  isCut: boolean;
};

/** Numbers from the first up to below the second. */
type Window = { from: bigint; below: bigint };

/**
 * The events that a filter lets through, by number from the highest on. Each query goes along an index by the filter's most telling
 * field, and looks through a bounded number of events for the others.
 */
export async function searchEvents(
  deps: Pick<Deps, "db">,
  _viewer: AdminViewer,
  { filter, before, take = pageSize }: { filter: AuditFilter; before: bigint | null; take?: number },
): Promise<FoundEvents> {
  const personId = await findPersonId(deps, filter.person);
  if (personId === "nobody") return { events: [], next: null, isCut: false };
  const plan = planSearch(filter, personId);
  const days = await windowOfDays(deps, filter);
  const asked = { from: days.from, below: before !== null && before < days.below ? before : days.below };
  const horizon = plan.rest.length === 0 ? null : await findHorizon(deps, plan, asked);
  const found = await readPage(deps, plan, { ...asked, from: horizon ?? asked.from, limit: take + 1 });
  const events = found.slice(0, take);
  if (found.length > take) return { events, next: events.at(-1)?.number ?? null, isCut: false };
  return { events, next: horizon, isCut: horizon !== null };
}

async function findPersonId({ db }: Pick<Deps, "db">, person: AuditFilter["person"]): Promise<string | null> {
  if (person === null || "id" in person) return person?.id ?? null;
  const user = await db.user.findUnique({ where: { email: person.email }, select: { id: true } });
  return user?.id ?? "nobody";
}

/** The numbers that events of the filter's days can have: days are found by the index of times, pages by numbers. */
async function windowOfDays({ db }: Pick<Deps, "db">, { from, to }: AuditFilter): Promise<Window> {
  const [last, first] = await Promise.all([
    from &&
      db.auditEvent.findFirst({
        where: { createdAt: { lt: new Date(from.getTime() - disorderMs) } },
        orderBy: { createdAt: "desc" },
        select: { number: true },
      }),
    to &&
      db.auditEvent.findFirst({
        where: { createdAt: { gte: new Date(to.getTime() + dayMs + disorderMs) } },
        orderBy: { createdAt: "asc" },
        select: { number: true },
      }),
  ]);
  return { from: last ? last.number + 1n : 0n, below: first?.number ?? beyondAll };
}

/** The number down to which one page looks; null where the whole window is within the bound. */
async function findHorizon(
  { db }: Pick<Deps, "db">,
  { legs }: SearchPlan,
  { from, below }: Window,
): Promise<bigint | null> {
  const skipped = Math.floor(scanMax / Math.max(1, legs.length));
  const [text, values] = render(legs, (leg) => [
    `(SELECT "number" FROM "AuditEvent" WHERE `,
    leg,
    {
      text: ` AND "number" >= ? AND "number" < ? ORDER BY "number" DESC OFFSET ? LIMIT 1)`,
      values: [from, below, skipped],
    },
  ]);
  if (text === "") return null;
  const reached = await db.$queryRawUnsafe<{ number: bigint }[]>(text, ...values);
  return reached.reduce<bigint | null>((most, { number }) => (most === null || number > most ? number : most), null);
}

async function readPage(
  { db }: Pick<Deps, "db">,
  { legs, rest }: SearchPlan,
  { from, below, limit }: Window & { limit: number },
): Promise<AuditEvent[]> {
  const [text, values] = render(legs, (leg) => [
    `(SELECT "number" FROM "AuditEvent" WHERE `,
    leg,
    ...rest.flatMap((condition) => [" AND ", condition]),
    { text: ` AND "number" >= ? AND "number" < ? ORDER BY "number" DESC LIMIT ?)`, values: [from, below, limit] },
  ]);
  if (text === "") return [];
  const page = `SELECT e.* FROM "AuditEvent" e JOIN (${text}) found USING ("number") ORDER BY e."number" DESC LIMIT ${limit}`;
  return await db.$queryRawUnsafe<AuditEvent[]>(page, ...values);
}

/** One query of all legs, its values numbered in their order. */
function render(
  legs: readonly Condition[],
  toParts: (leg: Condition) => (string | Condition)[],
): [text: string, values: unknown[]] {
  const queries = legs
    .map(toParts)
    .map((parts) => parts.map((part) => (typeof part === "string" ? { text: part, values: [] } : part)));
  let placed = 0;
  const text = queries.map((parts) => parts.map((part) => part.text.replace(/\?/g, () => `$${++placed}`)).join(""));
  return [text.join(" UNION "), queries.flat().flatMap((part) => part.values)];
}
