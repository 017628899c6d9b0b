import type { PostListQuery } from "./schema";

/** A search sorts so many finds at most; beyond them it asks for more letters. */
export const foundMax = 1000;

type Sql = { text: string; values: unknown[] };

const orders = {
  changed: { past: "<", direction: "DESC" },
  oldest: { past: ">", direction: "ASC" },
} as const satisfies Record<PostListQuery["sort"], object>;

/** As the indexes have them. */
const state = `CASE WHEN "published" THEN 'published' WHEN "unpublishedAt" IS NULL THEN 'draft' ELSE 'withheld' END`;
const words = `to_tsvector('simple'::regconfig, translate("title", '.-_+/:@''', '        '))`;

const columns = `"id", "title", "authorId", "published", "unpublishedAt", "publishedAt", "updatedAt"`;

/**
 * One page and a row more, each with its author's name. Without a search the rows come along the order's index, that of the state or of
 * the author; with one, the search's index finds the first `foundMax + 1`, and these are sorted. `authorId` is whom the filter's author is
 * known as, null for anybody.
 */
export function planList({ q, state: asked, sort, limit, after }: PostListQuery, authorId: string | null): Sql {
  const values: unknown[] = [];
  const bind = (value: unknown) => `$${values.push(value)}`;
  const { past, direction } = orders[sort];
  const found = [
    ...(q === "" ? [] : [searchCondition(q, bind)]),
    ...(authorId === null ? [] : [`"authorId" = ${bind(authorId)}`]),
    ...(asked === null ? [] : [`${state} = ${bind(asked)}`]),
  ];
  const order = (at: string) => `ORDER BY ${at}"updatedAt" ${direction}, ${at}"id" ${direction}`;
  const rest = q === "" ? found : [];
  if (after)
    rest.push(`("updatedAt", "id") ${past} (${bind(after.createdAt.toISOString())}::timestamp, ${bind(after.id)})`);
  const search =
    q === ""
      ? ""
      : `WITH found AS MATERIALIZED (SELECT ${columns} FROM "Post" WHERE ${found.join(" AND ")} LIMIT ${foundMax + 1})`;
  const text = `
    ${search}
    SELECT p."id", p."title", p."authorId", u."name" AS "authorName", u."suspendedAt" AS "authorSuspendedAt",
      ${state} AS "state", p."publishedAt", p."updatedAt", p."found"
    FROM (
      SELECT ${columns}, ${q === "" ? "0" : "(SELECT count(*)::int FROM found)"} AS "found"
      FROM ${q === "" ? `"Post"` : "found"}
      WHERE ${["true", ...rest].join(" AND ")}
      ${order("")} LIMIT ${bind(limit + 1)}
    ) p JOIN "User" u ON u."id" = p."authorId"
    ${order("p.")}`;
  return { text, values };
}

function searchCondition(q: string, bind: (value: unknown) => string): string {
  const asked = q.match(/[\p{L}\p{M}\p{N}]+/gu) ?? [];
  if (asked.length === 0) return "false";
  const query = asked.slice(0, 8).map((word) => `'${word}':*`);
  return `${words} @@ to_tsquery('simple'::regconfig, ${bind(query.join(" & "))})`;
}
