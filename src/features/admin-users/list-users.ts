import type { Deps } from "@/core/deps";
import { olderThan, pageSize, toPage, type PageCursor } from "@/core/page-cursor";
import type { AdminViewer } from "@/core/viewer";
import type { Role } from "@/platform/prisma/enums";

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

/** The accounts from the newest on, a page at a time, with what an administrator has to know about each and nothing else. */
export async function listUsers(
  deps: Pick<Deps, "db" | "clock" | "sessionIdleMinutes">,
  _viewer: AdminViewer,
  { after }: { after: PageCursor | null },
): Promise<{ users: ListedUser[]; next: PageCursor | null }> {
  const found = await deps.db.user.findMany({
    where: olderThan(after),
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    take: pageSize + 1,
    select: {
      id: true,
      name: true,
      email: true,
      role: true,
      isVerified: true,
      suspendedAt: true,
      createdAt: true,
      _count: { select: { sessions: { where: liveAt(deps) } } },
    },
  });
  const { rows, next } = toPage(found);
  return { users: rows.map(toListedUser), next };
}

/** The condition of `findSession`, as SQL counts it. */
function liveAt({ clock, sessionIdleMinutes }: Pick<Deps, "clock" | "sessionIdleMinutes">) {
  const now = clock.now();
  const live = { kind: { not: "TOKEN" as const }, expires: { gt: now } };
  if (sessionIdleMinutes === null) return live;
  const usedAfter = { gt: new Date(now.getTime() - sessionIdleMinutes * 60_000) };
  return { ...live, OR: [{ lastSeenAt: usedAfter }, { lastSeenAt: null, createdAt: usedAfter }] };
}

type FoundUser = Omit<ListedUser, "isSuspended" | "liveSessions"> & {
  suspendedAt: Date | null;
  _count: { sessions: number };
};

/** Nothing of an account that is suspended or not confirmed opens anything, whatever rows it has. */
function toListedUser({ suspendedAt, _count, ...user }: FoundUser): ListedUser {
  const isSuspended = suspendedAt !== null;
  return { ...user, isSuspended, liveSessions: user.isVerified && !isSuspended ? _count.sessions : 0 };
}
