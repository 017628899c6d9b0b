import { cookies } from "next/headers";
import { endSession } from "@/features/sessions/end-session";
import type { OpenedSession } from "@/features/sessions/open-session";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { cookieName, cookieOptions } from "@/web/cookie";
import { readAuthToken, readSessionToken, signAuthToken, signSessionToken, type SessionClaims } from "./session-token";
import type { TokenKeys } from "./signed-token";

/** NextAuth's own cookie, so that its endpoints and ours see one session. */
export function sessionCookieName(): string {
  return cookieName("next-auth.session-token");
}

/** The name is fixed by the product. */
export function authTokenCookieName(): string {
  return cookieName("auth_token");
}

export function sessionTokenKeys(): TokenKeys {
  return { secrets: env().nextAuthSecrets, appUrl: env().appUrl };
}

/** The keys of `auth_token`, and the ground of those of access tokens. */
export function authTokenKeys(): TokenKeys {
  return { secrets: env().jwtSecrets, appUrl: env().appUrl };
}

/** Where a request's cookies are found: Next's own, or those of the request that a handler was given. */
export type CookieJar = { get(name: string): { value: string } | undefined };

/** What the browser's two cookies say, of those that are genuine. They bear one session, or somebody has meddled with them. */
export function carriedClaims(jar: CookieJar): SessionClaims[] {
  const now = deps().clock.now();
  const sessionToken = jar.get(sessionCookieName())?.value;
  const authToken = jar.get(authTokenCookieName())?.value;
  const claims = [
    sessionToken ? readSessionToken(sessionTokenKeys(), sessionToken, now) : null,
    authToken ? readAuthToken(authTokenKeys(), authToken, now) : null,
  ];
  return claims.filter((found) => found !== null);
}

/** Signs the browser in by both cookies, and ends the session that it carried before: one browser, one identity. */
export async function setSessionCookies(session: OpenedSession): Promise<void> {
  await endCarriedSession();
  const token = signSessionToken(sessionTokenKeys(), session, deps().clock.now());
  (await cookies()).set(sessionCookieName(), token, { ...cookieOptions(), expires: session.expiresAt });
  await setAuthTokenCookie(session);
}

/** The cookie `auth_token` alone, beside a cookie that NextAuth sets itself. */
export async function setAuthTokenCookie(session: OpenedSession): Promise<void> {
  const token = signAuthToken(authTokenKeys(), session, deps().clock.now());
  (await cookies()).set(authTokenCookieName(), token, { ...cookieOptions(), expires: session.expiresAt });
}

/** Ends the session that this browser carries, in the database and in the browser. */
export async function clearSessionCookies(): Promise<void> {
  await endCarriedSession();
  await forgetSessionCookies();
}

async function forgetSessionCookies(): Promise<void> {
  const jar = await cookies();
  for (const name of [sessionCookieName(), authTokenCookieName()]) jar.delete({ name, ...cookieOptions() });
}

/** The header that takes `auth_token` from a browser whose other cookie NextAuth takes itself. */
export function authTokenRemoval(): string {
  const secure = cookieOptions().secure ? "; Secure" : "";
  return `${authTokenCookieName()}=; Path=/; Expires=Thu, 01 Jan 1970 00:00:00 GMT; HttpOnly; SameSite=lax${secure}`;
}

/** Ends whatever session a cookie of this browser bears; answers whether one did. */
export async function endCarriedSession(): Promise<boolean> {
  const claims = carriedClaims(await cookies());
  for (const { secret } of claims) await endSession(deps(), secret);
  return claims.length > 0;
}
