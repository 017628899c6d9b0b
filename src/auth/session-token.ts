import { hkdfSync } from "node:crypto";
import { jwtVerify, SignJWT } from "jose";
import type { OpenedSession } from "@/features/sessions/open-session";

const algorithm = "HS256";
const type = "session+jwt";
const purpose = "latchkey session token v1";

export type SessionTokenKey = { secret: string; appUrl: string };

/** What a genuine, unexpired token says. Whether the session still lives is the database's to say. */
export type SessionClaims = { secret: string; userId: string; expiresAt: Date };

/** The cookie's value: a signed JWT that carries the session's secret and no fact about the person that could go stale. */
export async function signSessionToken(key: SessionTokenKey, session: OpenedSession, now: Date): Promise<string> {
  return await new SignJWT({ sid: session.secret })
    .setProtectedHeader({ alg: algorithm, typ: type })
    .setSubject(session.userId)
    .setIssuer(key.appUrl)
    .setAudience(key.appUrl)
    .setIssuedAt(now)
    .setExpirationTime(session.expiresAt)
    .sign(signingKey(key.secret));
}

/** Null for whatever we did not sign for this very use, and for what has expired. Never throws. */
export async function readSessionToken(key: SessionTokenKey, token: string, now: Date): Promise<SessionClaims | null> {
  try {
    const { payload } = await jwtVerify(token, signingKey(key.secret), {
      algorithms: [algorithm],
      typ: type,
      issuer: key.appUrl,
      audience: key.appUrl,
      requiredClaims: ["sub", "exp", "sid"],
      currentDate: now,
    });
    const { sid, sub, exp } = payload;
    if (typeof sid !== "string" || typeof sub !== "string" || typeof exp !== "number") return null;
    return { secret: sid, userId: sub, expiresAt: new Date(exp * 1000) };
  } catch {
    return null;
  }
}

const derived = new Map<string, Uint8Array>();

/** A key of its own for this kind of token, so that nothing else signed with the same secret passes as one. */
function signingKey(secret: string): Uint8Array {
  const known = derived.get(secret);
  if (known) return known;
  const key = new Uint8Array(hkdfSync("sha256", secret, "", purpose, 32));
  derived.set(secret, key);
  return key;
}
