import "server-only";
import { cookies } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { cache } from "react";
import type { SessionState } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import { hasRole, type RecentViewer, type RoleViewer, type Viewer } from "@/core/viewer";
import { findSession } from "@/features/sessions/find-session";
import { isFreshProof } from "@/features/sessions/policy";
import { deps } from "@/platform/deps";
import type { Role } from "@/platform/prisma/enums";
import { orUnavailable } from "@/web/or-unavailable";
import { carriedClaims, type CookieJar } from "./session-cookie";

/**
 * Who is asking by the browser's cookies, or null; throws when the database is needed and cannot say. A signed cookie is only a claim,
 * the session's row decides. Two genuine cookies that bear different sessions are nobody: no page may show one person what another does.
 */
export const readViewer = cache(
  async (): Promise<Viewer | null> => await readCarried(await cookies(), { fresh: false }),
);

/** The same as the database has it at this moment, whatever is in memory. */
export const readFreshViewer = cache(
  async (): Promise<Viewer | null> => await readCarried(await cookies(), { fresh: true }),
);

/** The same for a handler, by the request that it was given: on the path that every client asks most, Next's detour is saved. */
export function readRequestViewer({ cookies }: { cookies: CookieJar }): Promise<Viewer | null> {
  return readCarried(cookies, { fresh: false });
}

/** Likewise, as the database has them at this moment. */
export function readFreshRequestViewer({ cookies }: { cookies: CookieJar }): Promise<Viewer | null> {
  return readCarried(cookies, { fresh: true });
}

async function readCarried(jar: CookieJar, options: { fresh: boolean }): Promise<Viewer | null> {
  const [claims, other] = carriedClaims(jar);
  if (!claims || (other && other.secret !== claims.secret)) return null;
  const session = await findSession(deps(), { secretHash: tokenHash(claims.secret) }, options);
  if (!session || session.kind !== "BROWSER" || session.user.id !== claims.userId) return null;
  return toViewer(session);
}

/** The one place where a session becomes a person who asks. */
export function toViewer({ sessionId, kind, provenAt, user }: SessionState): Viewer {
  return { ...user, sessionId, sessionKind: kind, provenAt } as Viewer;
}

/** Who is asking, or null; when the database cannot say, a page that says so. */
export async function findViewer(): Promise<Viewer | null> {
  return await orUnavailable(readViewer);
}

/** Who is asking; a stranger is sent to sign in, and afterwards back to `returnTo`. */
export async function requireViewer({ returnTo }: { returnTo: string }): Promise<Viewer> {
  const viewer = await findViewer();
  if (!viewer) redirect(signinPath(returnTo));
  return viewer;
}

/** Who is asking, with that role or a higher one, by the database. To everybody else who is signed in the page does not exist. */
export async function requireRole<Required extends Role>(
  role: Required,
  { returnTo }: { returnTo: string },
): Promise<RoleViewer<Required>> {
  const viewer = await requireFreshViewer({ returnTo });
  if (!hasRole(viewer.role, role)) notFound();
  return viewer as RoleViewer<Required>;
}

/** Who is asking, as the database has them at this moment. */
export async function requireFreshViewer({ returnTo }: { returnTo: string }): Promise<Viewer> {
  const viewer = await orUnavailable(readFreshViewer);
  if (!viewer) redirect(signinPath(returnTo));
  return viewer;
}

/** Who is asking, freshly proven by the database; otherwise they prove themselves first and come back to `returnTo`. */
export async function requireRecentViewer({ returnTo }: { returnTo: string }): Promise<RecentViewer> {
  const viewer = await requireFreshViewer({ returnTo });
  if (!isRecent(viewer)) redirect(confirmPath(returnTo));
  return viewer;
}

/** Whether a viewer, read from the database, has proven themselves lately enough. */
export function isRecent(viewer: Viewer): viewer is RecentViewer {
  return isFreshProof(viewer.provenAt, deps().clock.now());
}

function signinPath(returnTo: string): string {
  return `/signin?next=${encodeURIComponent(returnTo)}`;
}

/** Where a person proves themselves, on the way to `returnTo`. */
export function confirmPath(returnTo: string): string {
  return `/confirm?next=${encodeURIComponent(returnTo)}`;
}
