import type { ListQuery } from "./schema";

/** A search sorts so many finds at most; beyond them it asks for more letters. */
export const foundMax = 1000;

type Sql = { text: string; values: unknown[] };

/** Each along an index of its own; the id tells equal ones apart. */
const orders = {
  newest: { column: `"createdAt"`, past: "<", direction: "DESC" },
  oldest: { column: `"createdAt"`, past: ">", direction: "ASC" },
  name: { column: `lower("name")`, past: ">", direction: "ASC" },
  email: { column: `"email"`, past: ">", direction: "ASC" },
} as const satisfies Record<ListQuery["sort"], object>;

/** As the index has it. */
const words = `to_tsvector('simple'::regconfig, translate("name" || ' ' || split_part("email", '@', 1), '.-_+/:''', '       '))`;

/**
 * One page and a row more. Without a search the rows come along the order's index; with one, the search's index finds the first
 * `foundMax + 1`, and these are sorted.
 */
export function planList({ q, sort, limit, after, ...filters }: ListQuery): Sql {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { column, past, direction } = orders[sort];
  const found = [...searchConditions(q, bind), ...filterConditions(filters, bind)];
  const source = q === "" ? `"User"` : `found`;
  const rest = q === "" ? found : [];
  if (after) rest.push(`(${column}, "id") ${past} (${keyParameter(sort, after.key, bind)}, ${bind(after.id)})`);
  const search =
    q === ""
      ? ""
      : `WITH found AS MATERIALIZED (SELECT * FROM "User" WHERE ${found.join(" AND ")} LIMIT ${foundMax + 1})`;
  const text = `
    ${search}
    SELECT "id", "name", "email", "role"::text AS "role", "isVerified", "suspendedAt", "createdAt", lower("name") AS "nameKey",
      ${q === "" ? "0" : "(SELECT count(*)::int FROM found)"} AS "found"
    FROM ${source}
    WHERE ${["true", ...rest].join(" AND ")}
    ORDER BY ${column} ${direction}, "id" ${direction}
    LIMIT ${bind(limit + 1)}`;
  return { text, values };
}

type Bind = (value: unknown) => string;

/** What holds an @ is how an address begins; all else is how words of a name or an address begin, each of them. */
function searchConditions(q: string, bind: Bind): string[] {
  if (q === "") return [];
  if (q.includes("@")) {
    const begin = q.toLowerCase();
    const from = `lower("email") ~>=~ ${bind(begin)}`;
    return [from, `lower("email") ~<~ ${bind(`${begin}\u{10ffff}`)}`];
  }
  const asked = q.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  if (asked.length === 0) return ["false"];
  const query = asked.slice(0, 8).map((word) => `'${word}':*`);
  return [`${words} @@ to_tsquery('simple'::regconfig, ${bind(query.join(" & "))})`];
}

function filterConditions({ role, state, method }: Pick<ListQuery, "role" | "state" | "method">, bind: Bind): string[] {
  const conditions: string[] = [];
  if (role !== null) conditions.push(`"role" = ${bind(role)}::"Role"`);
  if (state === "suspended") conditions.push(`"suspendedAt" IS NOT NULL`);
  if (state === "confirmed") conditions.push(`"isVerified"`);
  if (state === "unconfirmed") conditions.push(`NOT "isVerified"`);
  if (method === "password") conditions.push(`"password" IS NOT NULL`);
  else if (method !== null)
    conditions.push(
      `EXISTS (SELECT FROM "Account" WHERE "Account"."userId" = "User"."id" AND "provider" = ${bind(method)})`,
    );
  return conditions;
}

function keyParameter(sort: ListQuery["sort"], key: string, bind: Bind): string {
  if (sort === "name" || sort === "email") return bind(key);
  return `${bind(new Date(Number(key)).toISOString())}::timestamp`;
}
