import { createHash, hkdfSync } from "node:crypto";
import { jwtVerify, SignJWT, type JWTPayload } from "jose";

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

type DerivedKey = { id: string; key: Promise<CryptoKey> };

/** Signs claims for one use. `exp` and `sub` belong to the claims. */
export async function signToken(kind: TokenKind, keys: TokenKeys, claims: JWTPayload, now: Date): Promise<string> {
  const [secret] = keys.secrets;
  if (secret === undefined) throw new Error("Signing needs a secret.");
  const { id, key } = derivedKey(kind, secret);
  return await new SignJWT(claims)
    .setProtectedHeader({ alg: algorithm, typ: kind.type, kid: id })
    .setIssuer(keys.appUrl)
    .setAudience(`${keys.appUrl}#${kind.use}`)
    .setIssuedAt(now)
    .sign(await key);
}

/** The claims of a token that we signed for this very use and that has not expired; null for everything else. Never throws. */
export async function readToken(
  kind: TokenKind,
  keys: TokenKeys,
  token: string,
  now: Date,
): Promise<JWTPayload | null> {
  try {
    const find = ({ kid }: { kid?: string | undefined }) => {
      const known = keys.secrets.map((secret) => derivedKey(kind, secret)).find(({ id }) => id === kid);
      if (!known) throw new Error("no such key");
      return known.key;
    };
    const { payload } = await jwtVerify(token, find, {
      algorithms: [algorithm],
      typ: kind.type,
      issuer: keys.appUrl,
      audience: `${keys.appUrl}#${kind.use}`,
      requiredClaims: ["sub", "exp", "iat"],
      currentDate: now,
    });
    return payload;
  } catch {
    return null;
  }
}

const derivedKeys = new Map<string, DerivedKey>();

function derivedKey({ use }: TokenKind, secret: string): DerivedKey {
  const name = `${use} ${secret}`;
  const known = derivedKeys.get(name);
  if (known) return known;
  const bytes = new Uint8Array(hkdfSync("sha256", secret, "", `latchkey ${use} token v1`, 32));
  const hmac = { name: "HMAC", hash: "SHA-256" };
  const derived = {
    id: createHash("sha256").update("key id").update(bytes).digest("base64url").slice(0, 11),
    key: crypto.subtle.importKey("raw", bytes, hmac, false, ["sign", "verify"]),
  };
  derivedKeys.set(name, derived);
  return derived;
}
