import { createCipheriv, createDecipheriv, createHash, hkdfSync, randomBytes } from "node:crypto";
import type { Sealer } from "@/core/deps";

const algorithm = "aes-256-gcm";
const keyIdBytes = 4;
const nonceBytes = 12;
const tagBytes = 16;

type Key = { id: Buffer; key: Buffer };

/**
 * Seals with the first secret and opens with any, so a secret can be replaced. The sealed form is key id, nonce, tag, ciphertext;
 * key id and context are authenticated.
 */
export function createSealer({ secrets }: { secrets: readonly string[] }): Sealer {
  const keys = secrets.map(deriveKey);
  const [current] = keys;
  if (!current) throw new Error("A sealer needs a secret.");
  return {
    seal: (plaintext, context) => seal(current, plaintext, context),
    open: (sealed, context) => open(keys, Buffer.from(sealed), context),
  };
}

function deriveKey(secret: string): Key {
  const key = Buffer.from(hkdfSync("sha256", secret, "", "latchkey sealer v1", 32));
  return { key, id: createHash("sha256").update(key).digest().subarray(0, keyIdBytes) };
}

function seal({ id, key }: Key, plaintext: string, context: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(nonceBytes);
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(authenticated(id, context));
  const ciphertext = Buffer.concat([cipher.update(plaintext, "utf8"), cipher.final()]);
  return new Uint8Array(Buffer.concat([id, nonce, cipher.getAuthTag(), ciphertext]));
}

function open(keys: readonly Key[], sealed: Buffer, context: string): string | null {
  const header = keyIdBytes + nonceBytes + tagBytes;
  const id = sealed.subarray(0, keyIdBytes);
  const match = keys.find((candidate) => candidate.id.equals(id));
  if (!match || sealed.length < header) return null;
  try {
    const nonce = sealed.subarray(keyIdBytes, keyIdBytes + nonceBytes);
    const decipher = createDecipheriv(algorithm, match.key, nonce, { authTagLength: tagBytes })
      .setAAD(authenticated(id, context))
      .setAuthTag(sealed.subarray(keyIdBytes + nonceBytes, header));
    return Buffer.concat([decipher.update(sealed.subarray(header)), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}

function authenticated(id: Buffer, context: string): Buffer {
  return Buffer.concat([id, Buffer.from(context, "utf8")]);
}
