import { namesOf, type AuditFilter } from "./schema";

/** A condition with `?` for each of its values, which are sent as parameters. */
export type Condition = { text: string; values: readonly unknown[] };

export type SearchPlan = {
  /** Events of one kind each, that one index gives in the order of their numbers; the page is merged of them. */
  legs: Condition[];
  /** What is looked at of each event that they give. */
  rest: Condition[];
};

/** What leads the search where it is asked for, the most telling first: each has an index that ends with the number. */
const leaders = ["number", "request", "session", "person", "names"] as const;

/** How a filter is looked for: along the index of its most telling field. `personId` is whom the filter's person is known as. */
export function planSearch(filter: AuditFilter, personId: string | null): SearchPlan {
  const conditions = toConditions(filter, personId);
  const leader = leaders.find((field) => conditions.has(field));
  const rest = [...conditions].filter(([field]) => field !== leader).map(([, condition]) => condition);
  return { legs: legsOf(leader, conditions), rest };
}

function legsOf(leader: (typeof leaders)[number] | undefined, conditions: ReadonlyMap<string, Condition>): Condition[] {
  const condition = leader === undefined ? undefined : conditions.get(leader);
  if (!condition) return [is("true")];
  if (leader === "person")
    return [is(`"subjectId" = ?`, condition.values[0]), is(`"actorId" = ?`, condition.values[0])];
  if (leader === "names") return (condition.values[0] as string[]).map((name) => is(`"name" = ?`, name));
  return [condition];
}

function toConditions(filter: AuditFilter, personId: string | null): Map<string, Condition> {
  const { number, request, session, result, reason, from, to } = filter;
  const names = namesAsked(filter);
  const all: [string, unknown, Condition][] = [
    ["number", number, is(`"number" = ?`, number)],
    ["request", request, is(`"requestId" = ?`, request)],
    ["session", session, is(`"sessionId" = ?`, session)],
    ["person", personId, is(`("subjectId" = ? OR "actorId" = ?)`, personId, personId)],
    ["names", names, is(`"name" = ANY(?::text[])`, names)],
    ["result", result, is(`"result" = ?::"AuditResult"`, result)],
    ["reason", reason, is(`"reason" = ?`, reason)],
    ["from", from, is(`"createdAt" >= ?::timestamptz`, from)],
    ["to", to, is(`"createdAt" < ?::timestamptz + interval '1 day'`, to)],
  ];
  return new Map(all.flatMap(([field, asked, condition]) => (asked === null ? [] : [[field, condition] as const])));
}

/** The events that may pass by their names; null for any. */
function namesAsked({ what, reason }: AuditFilter): string[] | null {
  const refused = reason === null ? null : namesOf({ reason });
  if (what === null) return refused;
  const asked = "name" in what ? [what.name] : namesOf(what);
  return refused === null ? asked : asked.filter((name) => refused.includes(name));
}

function is(text: string, ...values: unknown[]): Condition {
  return { text, values };
}
