import { createHmac, createPublicKey, generateKeyPairSync, randomBytes, randomInt } from "node:crypto";

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const decode = (part: string) => JSON.parse(Buffer.from(part, "base64url").toString()) as Record<string, unknown>;
export const sample = <T>(values: readonly T[]): T => values[randomInt(values.length)] as T;

const foreignPair = generateKeyPairSync("rsa", { modulusLength: 2048 });
const ownPublicPem = () => createPublicKey(foreignPair.privateKey).export({ type: "spki", format: "pem" }).toString();

/** Ways to change a genuine token, each at random, with some secrets that a forger may have; none may leave it genuine. */
export const forgeries = (knownSecrets: readonly string[]): ((token: string) => string)[] => [
  (token) => token.slice(0, randomInt(token.length)),
  (token) => `${token}${sample(["A", ".", ".x", "=", "%00", " "])}`,
  (token) => {
    // Not the last letter of a part: it holds unused bits, so that two letters may be the same bytes.
    const places = Array.from(token, (_, at) => at).filter(
      (at) => token[at] !== "." && /[^.]/.test(token[at + 1] ?? "."),
    );
    const at = sample(places);
    return token.slice(0, at) + (token[at] === "A" ? "B" : "A") + token.slice(at + 1);
  },
  (token) =>
    withHeader(token, (header) => ({
      ...header,
      alg: sample(["none", "None", "nOnE", "HS384", "HS512", "RS256", "ES256", "PS256", "dir"]),
    })),
  (token) =>
    `${withHeader(token, (header) => ({ ...header, alg: "none" }))
      .split(".")
      .slice(0, 2)
      .join(".")}.`,
  (token) =>
    withHeader(token, (header) => ({
      ...header,
      kid: sample([
        "../../etc/passwd",
        "' OR 1=1 --",
        "x".repeat(1_000),
        "",
        "__proto__",
        "constructor",
        null,
        1,
        {},
        [],
      ]),
    })),
  (token) =>
    withHeader(token, (header) => ({
      ...header,
      ...sample([
        { jku: "http://127.0.0.1:9/jwks" },
        { x5u: "http://127.0.0.1:9/" },
        { jwk: { kty: "oct", k: "AAAA" } },
        { crit: ["b64"], b64: false },
        { crit: [] },
        { zip: "DEF" },
      ]),
    })),
  (token) =>
    withHeader(token, (header) => ({
      ...header,
      typ: sample(["JWT", "session+jwt2", "at+jwt ", null, "application/evil"]),
    })),
  (token) => resigned(token, randomBytes(32).toString("base64url")),
  (token) => resigned(token, sample(["", "secret", "changeme", ownPublicPem(), ...knownSecrets])),
  (token) =>
    withPayload(token, (claims) => ({
      ...claims,
      ...sample([
        { sub: "00000000-0000-0000-0000-000000000000" },
        { exp: 253_402_300_799 },
        { exp: "9999999999" },
        { nbf: 9_999_999_999 },
        { iss: "https://evil.example" },
        { aud: "evil" },
        { sid: { not: "" } },
        { role: "ADMIN" },
      ]),
    })),
  () => randomBytes(randomInt(1, 200)).toString("base64url"),
  () => `${encode({ alg: "HS256" })}.${encode({ sub: "x" })}.${randomBytes(32).toString("base64url")}`,
  () => sample(["", ".", "..", "...", "null", "undefined", "[object Object]", "e30.e30.", "a.b.c.d.e", "%E0%A4%A"]),
];

function withHeader(token: string, change: (header: Record<string, unknown>) => object): string {
  const [header = "", ...rest] = token.split(".");
  return [encode(change(decode(header))), ...rest].join(".");
}

function withPayload(token: string, change: (claims: Record<string, unknown>) => object): string {
  const [header = "", payload = "", signature = ""] = token.split(".");
  return [header, encode(change(decode(payload))), signature].join(".");
}

/** With a genuine-looking HMAC under another key, the header kept. */
function resigned(token: string, secret: string): string {
  const signed = token.split(".").slice(0, 2).join(".");
  return `${signed}.${createHmac("sha256", secret).update(signed).digest("base64url")}`;
}
