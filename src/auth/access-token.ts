import { createPrivateKey, createPublicKey, hkdfSync, type JsonWebKey } from "node:crypto";
import { calculateJwkThumbprint, importJWK, jwtVerify, SignJWT, type JWK } from "jose";
import type { TokenKeys } from "./signed-token";

const algorithm = "EdDSA";
const type = "at+jwt";

/** Short, for whoever verifies it without asking us learns of a revocation only when it expires. */
export const accessTokenTtlSeconds = 10 * 60;

/** What a genuine, unexpired access token says. Whether the session still lives is the database's to say. */
export type AccessClaims = { sessionId: string; userId: string };

/** Where access tokens are meant to be shown. */
export function accessTokenAudience(appUrl: string): string {
  return `${appUrl}/api/v1`;
}

/** A short-lived JWT (RFC 9068) for the bearer API, which anybody can verify by the published keys. */
export async function signAccessToken(
  keys: TokenKeys,
  session: { sessionId: string; userId: string; expiresAt: Date },
  now: Date,
): Promise<{ token: string; expiresAt: Date }> {
  const [secret] = keys.secrets;
  if (secret === undefined) throw new Error("Signing needs a secret.");
  const { kid, privateKey } = await derivedPair(secret);
  const expiresAt = new Date(Math.min(now.getTime() + accessTokenTtlSeconds * 1000, session.expiresAt.getTime()));
  const token = await new SignJWT({ sid: session.sessionId })
    .setProtectedHeader({ alg: algorithm, typ: type, kid })
    .setSubject(session.userId)
    .setIssuer(keys.appUrl)
    .setAudience(accessTokenAudience(keys.appUrl))
    .setIssuedAt(now)
    .setExpirationTime(Math.floor(expiresAt.getTime() / 1000))
    .sign(privateKey);
  return { token, expiresAt };
}

/** Null for whatever we did not sign for this very use, and for what has expired. Never throws. */
export async function readAccessToken(keys: TokenKeys, token: string, now: Date): Promise<AccessClaims | null> {
  if (!compactToken.test(token)) return null;
  try {
    const pairs = await Promise.all(keys.secrets.map(derivedPair));
    const find = ({ kid }: { kid?: string | undefined }) => {
      const known = pairs.find((pair) => pair.kid === kid);
      if (!known) throw new Error("no such key");
      return known.publicKey;
    };
    const { payload } = await jwtVerify(token, find, {
      algorithms: [algorithm],
      typ: type,
      issuer: keys.appUrl,
      audience: accessTokenAudience(keys.appUrl),
      requiredClaims: ["sub", "exp", "iat", "sid"],
      currentDate: now,
    });
    const { sid, sub } = payload;
    return typeof sid === "string" && typeof sub === "string" ? { sessionId: sid, userId: sub } : null;
  } catch {
    return null;
  }
}

/** The public keys (RFC 7517) of every secret in use, the one that signs first. */
export async function publicKeys(secrets: readonly string[]): Promise<{ keys: JWK[] }> {
  return { keys: await Promise.all(secrets.map(async (secret) => (await derivedPair(secret)).publicJwk)) };
}

/** Three parts of base64url and nothing more: a decoder would overlook padding and blanks. */
const compactToken = /^[\w-]+\.[\w-]+\.[\w-]+$/;

type KeyPair = {
  kid: string;
  publicJwk: JWK;
  privateKey: Awaited<ReturnType<typeof importJWK>>;
  publicKey: Awaited<ReturnType<typeof importJWK>>;
};

const pairs = new Map<string, Promise<KeyPair>>();

function derivedPair(secret: string): Promise<KeyPair> {
  const known = pairs.get(secret) ?? derivePair(secret);
  pairs.set(secret, known);
  return known;
}

/** PKCS #8's frame around the 32 bytes that are an Ed25519 private key (RFC 8410). */
const pkcs8Frame = Buffer.from("302e020100300506032b657004220420", "hex");

/** The pair that belongs to a secret: any 32 random bytes are an Ed25519 key, so every instance has the same one and none is stored. */
async function derivePair(secret: string): Promise<KeyPair> {
  const seed = Buffer.from(hkdfSync("sha256", secret, "", "latchkey access token v1", 32));
  const key = createPrivateKey({ key: Buffer.concat([pkcs8Frame, seed]), format: "der", type: "pkcs8" });
  const privateJwk = key.export({ format: "jwk" }) as JsonWebKey & JWK;
  const publicJwk = createPublicKey(key).export({ format: "jwk" }) as JsonWebKey & JWK;
  const kid = await calculateJwkThumbprint(publicJwk);
  return {
    kid,
    publicJwk: { ...publicJwk, kid, alg: algorithm, use: "sig" },
    privateKey: await importJWK(privateJwk, algorithm),
    publicKey: await importJWK(publicJwk, algorithm),
  };
}
