import type { OpenedSession } from "@/features/sessions/open-session";
import { readToken, signToken, type TokenKeys, type TokenKind } from "./signed-token";

/** NextAuth's cookie. */
export const sessionTokenKind: TokenKind = { type: "session+jwt", use: "session" };

/** The cookie `auth_token`, for routes and services that do not know NextAuth. */
export const authTokenKind: TokenKind = { type: "auth+jwt", use: "auth_token" };

/** What a genuine, unexpired token says. Whether the session still lives, and what its owner may do, is the database's to say. */
export type SessionClaims = { secret: string; userId: string; expiresAt: Date };

/** NextAuth's cookie's value: a signed JWT that carries the session's secret and no fact about the person that could go stale. */
export function signSessionToken(
  keys: TokenKeys,
  session: Pick<OpenedSession, "secret" | "userId" | "expiresAt">,
  now: Date,
): string {
  return signToken(sessionTokenKind, keys, claimsOf(session), now);
}

/** The value of `auth_token`: the same, with the role at sign-in for who only displays it. Nothing of ours believes that role. */
export function signAuthToken(
  keys: TokenKeys,
  session: Pick<OpenedSession, "secret" | "userId" | "expiresAt" | "role">,
  now: Date,
): string {
  return signToken(authTokenKind, keys, { ...claimsOf(session), role: session.role }, now);
}

/** Null for whatever we did not sign for this very use, and for what has expired. Never throws. */
export function readSessionToken(keys: TokenKeys, token: string, now: Date): SessionClaims | null {
  return sessionClaims(readToken(sessionTokenKind, keys, token, now));
}

/** The same for `auth_token`. */
export function readAuthToken(keys: TokenKeys, token: string, now: Date): SessionClaims | null {
  return sessionClaims(readToken(authTokenKind, keys, token, now));
}

function claimsOf({ secret, userId, expiresAt }: Pick<OpenedSession, "secret" | "userId" | "expiresAt">) {
  return { sub: userId, sid: secret, exp: Math.floor(expiresAt.getTime() / 1000) };
}

function sessionClaims(payload: ReturnType<typeof readToken>): SessionClaims | null {
  const { sid, sub, exp } = payload ?? {};
  if (typeof sid !== "string" || typeof sub !== "string" || typeof exp !== "number") return null;
  return { secret: sid, userId: sub, expiresAt: new Date(exp * 1000) };
}
