/** What Node's own functions need to compare a password with a hash that another system made. */
export type ForeignHash = { salt: Uint8Array; key: Uint8Array; form: "as typed" | "NFKC" } & (
  | { kind: "scrypt"; N: number; r: number; p: number }
  | { kind: "pbkdf2"; digest: "sha256" | "sha512"; iterations: number }
);

/**
 * What one comparison may cost, far above any hash in use: scrypt with 256 MiB or N·r·p of 2^23, eight times OWASP's; PBKDF2 with
 * 5,000,000 rounds, four times Django's. Each is some seconds at the most.
 */
const bearable = { scryptBytes: 256 * 1024 * 1024, scryptWork: 2 ** 23, rounds: 5_000_000 };

/** In bytes. A shorter key would be matched by chance, a longer one costs rounds of its own. */
const keyLengths = { min: 16, max: 64 };
const saltMaxLength = 128;

/**
 * Reads a hash of scrypt or PBKDF2 in the forms of the PHC and of passlib, Django and Better Auth. Null for every other text, and for a
 * hash whose comparison would exhaust the machine.
 */
export function readForeignHash(hash: string): ForeignHash | null {
  const read = readScrypt(hash) ?? readPbkdf2(hash) ?? readDjango(hash) ?? readBetterAuth(hash);
  return read && isBearable(read) ? read : null;
}

function readScrypt(hash: string): ForeignHash | null {
  const parts = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,4}),p=(\d{1,4})\$([\w+/.]+)\$([\w+/.]+)$/.exec(hash);
  if (!parts) return null;
  const [, ln, r, p, salt = "", key = ""] = parts;
  const cost = { N: 2 ** Number(ln), r: Number(r), p: Number(p) };
  return { kind: "scrypt", ...cost, salt: bytesOf(salt), key: bytesOf(key), form: "as typed" };
}

/** `i=` and `l=` are the PHC's, the bare number of rounds is passlib's. */
function readPbkdf2(hash: string): ForeignHash | null {
  const parts = /^\$pbkdf2-(sha256|sha512)\$(?:i=)?(\d{1,8})(?:,l=\d+)?\$([\w+/.]+)\$([\w+/.]+)$/.exec(hash);
  if (!parts) return null;
  const [, digest, rounds, salt = "", key = ""] = parts;
  return pbkdf2({ digest, rounds, salt: bytesOf(salt), key });
}

/** The salt is text, not base64. */
function readDjango(hash: string): ForeignHash | null {
  const parts = /^pbkdf2_(sha256)\$(\d{1,8})\$([^$]+)\$([\w+/]+={0,2})$/.exec(hash);
  if (!parts) return null;
  const [, digest, rounds, salt = "", key = ""] = parts;
  return pbkdf2({ digest, rounds, salt: Buffer.from(salt), key });
}

/** 16 bytes in hexadecimal, used as the text that they are, and a key of 64; the cost is the same for all, and passwords are folded. */
function readBetterAuth(hash: string): ForeignHash | null {
  const parts = /^([0-9a-f]{32}):([0-9a-f]{128})$/.exec(hash);
  if (!parts) return null;
  const [, salt = "", key = ""] = parts;
  const cost = { N: 2 ** 14, r: 16, p: 1 };
  return { kind: "scrypt", ...cost, salt: Buffer.from(salt), key: Buffer.from(key, "hex"), form: "NFKC" };
}

type Pbkdf2Parts = { digest: string | undefined; rounds: string | undefined; salt: Uint8Array; key: string };

function pbkdf2({ digest, rounds, salt, key }: Pbkdf2Parts): ForeignHash {
  const iterations = Number(rounds);
  const named = digest === "sha512" ? "sha512" : "sha256";
  return { kind: "pbkdf2", digest: named, iterations, salt, key: bytesOf(key), form: "as typed" };
}

/** Base64 with or without its end; passlib writes a dot for the plus. */
function bytesOf(base64: string): Uint8Array {
  return Buffer.from(base64.replaceAll(".", "+"), "base64");
}

function isBearable(hash: ForeignHash): boolean {
  const { salt, key } = hash;
  if (key.length < keyLengths.min || key.length > keyLengths.max || salt.length > saltMaxLength) return false;
  if (hash.kind === "pbkdf2") return hash.iterations >= 1 && hash.iterations <= bearable.rounds;
  const { N, r, p } = hash;
  if (N < 2 || r < 1 || p < 1) return false;
  return 128 * r * (N + p) <= bearable.scryptBytes && N * r * p <= bearable.scryptWork;
}
