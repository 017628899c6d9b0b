import { z } from "zod";

/** The last row that a page showed, of a list that runs from the newest to the oldest; the next page begins after it. */
export type PageCursor = { createdAt: Date; id: string };

/** How many rows a page of a list has. */
export const pageSize = 25;

/** A cursor as it stands in an address, or null for the first page: what is none of ours is none. Fourteen digits reach the year 5138. */
export const pageCursorSchema = z
  .string()
  .regex(/^\d{1,14}-[\w-]{1,64}$/)
  .transform((text): PageCursor => {
    const at = text.indexOf("-");
    return { createdAt: new Date(Number(text.slice(0, at))), id: text.slice(at + 1) };
  })
  .nullable()
  .catch(null);

export function formatPageCursor({ createdAt, id }: PageCursor): string {
  return `${createdAt.getTime()}-${id}`;
}

/** The rows that come after the cursor, as a condition for Prisma. */
export function olderThan(cursor: PageCursor | null) {
  if (!cursor) return {};
  const { createdAt, id } = cursor;
  return { OR: [{ createdAt: { lt: createdAt } }, { createdAt, id: { lt: id } }] };
}

/** Of one row more than a page has: the page, and the cursor of the next one where there is one. */
export function toPage<Row extends PageCursor>(rows: Row[]): { rows: Row[]; next: PageCursor | null } {
  const page = rows.slice(0, pageSize);
  const last = page.at(-1);
  return { rows: page, next: last && rows.length > pageSize ? { createdAt: last.createdAt, id: last.id } : null };
}
