import type { Deps, Transaction } from "@/core/deps";
import { runIn } from "@/core/statement";
import type { AdminViewer } from "@/core/viewer";
import type { Role } from "@/platform/prisma/enums";
import { foundMax, planList } from "./list-plan";
import type { ListCursor, ListQuery } from "./schema";

export type ListedUser = {
  id: string;
  name: string;
  email: string;
  role: Role;
  isVerified: boolean;
  isSuspended: boolean;
  createdAt: Date;
  /** Browsers and apps that are signed in at this moment; personal access tokens are not counted. */
  liveSessions: number;
};

export type ListedUsers = {
  users: ListedUser[];
  /** Where the next page begins; null at the end. */
  next: ListCursor | null;
  /** Whether the search found more than it sorts, so that some are on no page. */
  isCut: boolean;
};

type FoundUser = Omit<ListedUser, "isSuspended" | "liveSessions"> & {
  suspendedAt: Date | null;
  nameKey: string;
  found: number;
};

/** The accounts that are asked for, a page at a time, with what an administrator has to know about each and nothing else. */
export async function listUsers(
  deps: Pick<Deps, "db" | "clock" | "sessionIdleMinutes">,
  _viewer: AdminViewer,
  query: ListQuery,
): Promise<ListedUsers> {
  return await deps.db.$transaction(async (tx) => {
    // A search whose finds are misjudged must not read the whole table for them.
    if (query.q !== "") await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
    const found = await runIn(tx)<FoundUser>({ name: "latchkey_list_users", ...planList(query) });
    const rows = found.slice(0, query.limit);
    const last = rows.at(-1);
    const live = await countLive(deps, tx, rows);
    return {
      users: rows.map((row) => toListedUser(row, live.get(row.id) ?? 0)),
      next: last && found.length > query.limit ? { key: keyOf(last, query.sort), id: last.id } : null,
      isCut: (last?.found ?? 0) > foundMax,
    };
  });
}

function keyOf({ createdAt, nameKey, email }: FoundUser, sort: ListQuery["sort"]): string {
  if (sort === "name") return nameKey;
  return sort === "email" ? email : String(createdAt.getTime());
}

async function countLive(
  deps: Pick<Deps, "clock" | "sessionIdleMinutes">,
  tx: Transaction,
  rows: FoundUser[],
): Promise<Map<string, number>> {
  const counted = await tx.session.groupBy({
    by: ["userId"],
    where: { userId: { in: rows.map(({ id }) => id) }, ...liveAt(deps) },
    _count: true,
  });
  return new Map(counted.map(({ userId, _count }) => [userId, _count]));
}

/** The condition of `findSession`, as SQL counts it. */
function liveAt({ clock, sessionIdleMinutes }: Pick<Deps, "clock" | "sessionIdleMinutes">) {
  const now = clock.now();
  const live = { kind: { not: "TOKEN" as const }, expires: { gt: now } };
  if (sessionIdleMinutes === null) return live;
  const usedAfter = { gt: new Date(now.getTime() - sessionIdleMinutes * 60_000) };
  return { ...live, OR: [{ lastSeenAt: usedAfter }, { lastSeenAt: null, createdAt: usedAfter }] };
}

/** Nothing of an account that is suspended or not confirmed opens anything, whatever rows it has. */
function toListedUser(
  { id, name, email, role, isVerified, createdAt, suspendedAt }: FoundUser,
  live: number,
): ListedUser {
  const isSuspended = suspendedAt !== null;
  const liveSessions = isVerified && !isSuspended ? live : 0;
  return { id, name, email, role, isVerified, isSuspended, createdAt, liveSessions };
}
