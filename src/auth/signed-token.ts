import { createHash, createHmac, createSecretKey, hkdfSync, timingSafeEqual, type KeyObject } from "node:crypto";
import type { JWTPayload } from "jose";
import { makeRoom } from "@/core/make-room";

const algorithm = "HS256";

/** One kind of token: what is signed for one use never passes as another, even under the same secret. */
export type TokenKind = {
  /** The header's `typ`. */
  type: string;
  /** Goes into the audience. */
  use: string;
};

export type TokenKeys = {
  /** The first signs, all verify: that is how a secret is replaced with nobody signed out. */
  secrets: readonly string[];
  /** The issuer, and the ground of the audience. */
  appUrl: string;
};

type DerivedKey = {
  /** The header as a token of ours begins with it. */
  encodedHeader: string;
  key: KeyObject;
  /** What genuine tokens say, by their text: the same one comes with each request of its owner. */
  genuine: Map<string, Readonly<JWTPayload>>;
};

/** About 10 MB at most for each key; whose token is beyond has it verified anew. */
const genuineMax = 10_000;

/**
 * Signs claims for one use. `exp` and `sub` belong to the claims. Node's own HMAC, as in `readToken`: a sign-in signs two tokens, and by
 * Web Crypto each costs many times as much. A JWT is the same to the letter whoever makes it.
 */
export function signToken(kind: TokenKind, keys: TokenKeys, claims: JWTPayload, now: Date): string {
  const [secret] = keys.secrets;
  if (secret === undefined) throw new Error("Signing needs a secret.");
  const { encodedHeader, key } = derivedKey(kind, secret);
  const issued = { iss: keys.appUrl, aud: audience(kind, keys), iat: Math.floor(now.getTime() / 1000) };
  const signed = `${encodedHeader}.${encode({ ...claims, ...issued })}`;
  return `${signed}.${signatureOf(key, signed)}`;
}

/**
 * The claims of a token that we signed for this very use and that has not expired; null for everything else. Never throws. Every
 * request with a session passes here, so it is Node's own HMAC at once: by Web Crypto, on its thread pool, it costs many times as much.
 */
export function readToken(kind: TokenKind, keys: TokenKeys, token: string, now: Date): JWTPayload | null {
  for (const secret of keys.secrets) {
    const key = derivedKey(kind, secret);
    const payload = key.genuine.get(token) ?? verify(key, token);
    if (payload) return isCurrent(payload, kind, keys, now) ? payload : null;
  }
  return null;
}

/** What a token says that this key signed. The header is ours to the letter or not ours: nothing in it chooses how it is verified. */
function verify({ encodedHeader, key, genuine }: DerivedKey, token: string): Readonly<JWTPayload> | null {
  const [header, body, signature, ...more] = token.split(".");
  if (header !== encodedHeader || body === undefined || signature === undefined || more.length > 0) return null;
  if (!isSignature(signature, key, `${header}.${body}`)) return null;
  const payload = JSON.parse(Buffer.from(body, "base64url").toString()) as JWTPayload;
  genuine.set(token, payload);
  makeRoom(genuine, genuineMax);
  return payload;
}

function isSignature(given: string, key: KeyObject, signed: string): boolean {
  const expected = Buffer.from(signatureOf(key, signed));
  const bytes = Buffer.from(given);
  return bytes.length === expected.length && timingSafeEqual(bytes, expected);
}

function signatureOf(key: KeyObject, signed: string): string {
  return createHmac("sha256", key).update(signed).digest("base64url");
}

function encode(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString("base64url");
}

function isCurrent({ iss, aud, sub, iat, exp }: JWTPayload, kind: TokenKind, keys: TokenKeys, now: Date): boolean {
  if (iss !== keys.appUrl || aud !== audience(kind, keys)) return false;
  if (typeof sub !== "string" || typeof iat !== "number" || typeof exp !== "number") return false;
  return exp > Math.floor(now.getTime() / 1000);
}

function audience({ use }: TokenKind, { appUrl }: TokenKeys): string {
  return `${appUrl}#${use}`;
}

const derivedKeys = new Map<string, DerivedKey>();

function derivedKey({ type, use }: TokenKind, secret: string): DerivedKey {
  const name = `${use} ${secret}`;
  const known = derivedKeys.get(name);
  if (known) return known;
  const bytes = new Uint8Array(hkdfSync("sha256", secret, "", `latchkey ${use} token v1`, 32));
  const kid = createHash("sha256").update("key id").update(bytes).digest("base64url").slice(0, 11);
  const encodedHeader = encode({ alg: algorithm, typ: type, kid });
  const derived: DerivedKey = { encodedHeader, key: createSecretKey(bytes), genuine: new Map() };
  derivedKeys.set(name, derived);
  return derived;
}
