import "server-only";
import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { cache } from "react";
import type { RecentViewer, Viewer } from "@/core/viewer";
import { findSession } from "@/features/sessions/find-session";
import { isFreshProof } from "@/features/sessions/policy";
import { deps } from "@/platform/deps";
import { orUnavailable } from "@/web/or-unavailable";
import { sessionCookieName, sessionTokenKey } from "./session-cookie";
import { readSessionToken } from "./session-token";

/** Who is asking, or null; throws when the database cannot say. A signed cookie is only a claim; the session's row decides, once a request. */
export const readViewer = cache(async (): Promise<Viewer | null> => {
  const token = (await cookies()).get(sessionCookieName())?.value;
  const claims = token ? await readSessionToken(sessionTokenKey(), token, deps().clock.now()) : null;
  const session = claims ? await findSession(deps(), claims.secret) : null;
  if (!session || session.user.id !== claims?.userId) return null;
  return { sessionId: session.sessionId, provenAt: session.provenAt, ...session.user } as Viewer;
});

/** Who is asking, or null; when the database cannot say, a page that says so. */
export async function findViewer(): Promise<Viewer | null> {
  return await orUnavailable(readViewer);
}

/** Who is asking; a stranger is sent to sign in, and afterwards back to `returnTo`. */
export async function requireViewer({ returnTo }: { returnTo: string }): Promise<Viewer> {
  const viewer = await findViewer();
  if (!viewer) redirect(`/signin?next=${encodeURIComponent(returnTo)}`);
  return viewer;
}

/** Who is asking, freshly proven; otherwise they prove themselves first and come back to `returnTo`. */
export async function requireRecentViewer({ returnTo }: { returnTo: string }): Promise<RecentViewer> {
  const viewer = await requireViewer({ returnTo });
  if (!isFreshProof(viewer.provenAt, deps().clock.now())) redirect(`/confirm?next=${encodeURIComponent(returnTo)}`);
  return viewer as RecentViewer;
}
