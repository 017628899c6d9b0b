import type { Deps } from "@/core/deps";
import type { AdminViewer } from "@/core/viewer";
import { isIdle } from "@/features/sessions/policy";
import { guessesInARow } from "@/features/signin/password-guesses";
import type { Role, SessionKind } from "@/platform/prisma/enums";

export type UserSession = {
  kind: SessionKind;
  label: string;
  place: string | null;
  createdAt: Date;
  lastSeenAt: Date;
  expiresAt: Date;
};

export type UserDetail = {
  id: string;
  name: string;
  email: string;
  role: Role;
  isVerified: boolean;
  suspendedAt: Date | null;
  createdAt: Date;
  posts: number;
  /** Strangers' wrong guesses since the last right password. */
  guesses: number;
  hasPassword: boolean;
  identities: { provider: string; label: string | null }[];
  /** What is signed in, and personal access tokens; the last used first. Neither a secret nor the id of any. */
  sessions: UserSession[];
};

/** All that an administrator is shown of one account; null where there is none. Nothing in it opens anything. */
export async function getUser(
  deps: Pick<Deps, "db" | "clock" | "statements" | "sessionIdleMinutes">,
  _viewer: AdminViewer,
  { userId }: { userId: string },
): Promise<UserDetail | null> {
  const now = deps.clock.now();
  const user = await deps.db.user.findUnique({
    where: { id: userId },
    select: {
      ...{ id: true, name: true, email: true, role: true, isVerified: true, suspendedAt: true, createdAt: true },
      _count: { select: { posts: true } },
      accounts: { select: { provider: true, label: true }, orderBy: [{ provider: "asc" }, { id: "asc" }] },
      sessions: {
        where: { expires: { gt: now } },
        select: { kind: true, label: true, place: true, createdAt: true, lastSeenAt: true, expires: true },
      },
    },
  });
  if (!user) return null;
  const { _count, accounts, sessions, ...facts } = user;
  const [withPassword, guesses] = await Promise.all([
    deps.db.user.count({ where: { id: userId, password: { not: null } } }),
    guessesInARow(deps, { email: user.email }),
  ]);
  return {
    ...facts,
    posts: _count.posts,
    guesses,
    hasPassword: withPassword > 0,
    identities: accounts,
    sessions: sessions
      .filter((session) => !isIdle(session, deps.sessionIdleMinutes, now))
      .map(toUserSession)
      .sort(lastUsedFirst),
  };
}

type FoundSession = Omit<UserSession, "label" | "lastSeenAt" | "expiresAt"> & {
  label: string | null;
  lastSeenAt: Date | null;
  expires: Date;
};

function toUserSession({ kind, label, place, createdAt, lastSeenAt, expires }: FoundSession): UserSession {
  const usedAt = lastSeenAt ?? createdAt;
  return { kind, label: label ?? "Unknown device", place, createdAt, lastSeenAt: usedAt, expiresAt: expires };
}

function lastUsedFirst(a: UserSession, b: UserSession): number {
  return b.lastSeenAt.getTime() - a.lastSeenAt.getTime();
}
