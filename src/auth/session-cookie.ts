import { cookies } from "next/headers";
import { endSession } from "@/features/sessions/end-session";
import type { OpenedSession } from "@/features/sessions/open-session";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { cookieName, cookieOptions } from "@/web/cookie";
import { readSessionToken, signSessionToken } from "./session-token";

/** NextAuth's own cookie, so that its endpoints and ours see one session. */
export function sessionCookieName(): string {
  return cookieName("next-auth.session-token");
}

export function sessionTokenKey() {
  return { secret: env().nextAuthSecret, appUrl: env().appUrl };
}

/** Signs the browser in, and ends the session that it carried before: one browser, one identity. */
export async function setSessionCookie(session: OpenedSession): Promise<void> {
  await endCarriedSession();
  const token = await signSessionToken(sessionTokenKey(), session, deps().clock.now());
  (await cookies()).set(sessionCookieName(), token, { ...cookieOptions(), expires: session.expiresAt });
}

/** Ends the session that this browser carries, in the database and in the browser. */
export async function clearSessionCookie(): Promise<void> {
  await endCarriedSession();
  (await cookies()).delete({ name: sessionCookieName(), ...cookieOptions() });
}

export async function endCarriedSession(): Promise<void> {
  const token = (await cookies()).get(sessionCookieName())?.value;
  const claims = token ? await readSessionToken(sessionTokenKey(), token, deps().clock.now()) : null;
  if (claims) await endSession(deps(), claims.secret);
}
