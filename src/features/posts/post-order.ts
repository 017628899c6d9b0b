import { toPage, type PageCursor } from "@/core/page-cursor";
import type { Prisma } from "@/platform/prisma/client";

type Order = "publishedAt" | "updatedAt";

/** What everybody may read: published, and its author not suspended. */
export const readableByAll = { published: true, author: { suspendedAt: null } } satisfies Prisma.PostWhereInput;

/** The posts that come after the cursor, from the newest on. The first condition is what the index is entered by. */
export function olderBy(order: Order, after: PageCursor | null): Prisma.PostWhereInput {
  if (!after) return {};
  const { createdAt: at, id } = after;
  return { [order]: { lte: at }, OR: [{ [order]: { lt: at } }, { id: { lt: id } }] };
}

/** A page of posts in that order, and the cursor of the next. */
export function toPostPage<Row extends { id: string } & Record<Order, Date | null>>(
  rows: Row[],
  order: Order,
): { posts: Row[]; next: PageCursor | null } {
  const { rows: page, next } = toPage(rows.map((row) => ({ row, id: row.id, createdAt: row[order] ?? new Date(0) })));
  return { posts: page.map(({ row }) => row), next };
}
