import { createHmac, hkdfSync, timingSafeEqual } from "node:crypto";
import type { CodeHasher } from "@/core/deps";

/** HMAC-SHA-256 under a key derived for this use alone. Hashes with the first secret and matches with any, so a secret can be replaced. */
export function createCodeHasher({ secrets }: { secrets: readonly string[] }): CodeHasher {
  const keys = secrets.map((secret) => Buffer.from(hkdfSync("sha256", secret, "", "latchkey codes v1", 32)));
  const [current] = keys;
  if (!current) throw new Error("A hasher of codes needs a secret.");
  return {
    hash: (code, context) => hmac(current, code, context).toString("hex"),
    matches: (code, context, hash) => {
      const stored = Buffer.from(hash, "hex");
      const candidates = keys.map((key) => hmac(key, code, context));
      return candidates.filter((each) => each.length === stored.length && timingSafeEqual(each, stored)).length > 0;
    },
  };
}

/** The zero byte keeps code and context apart. */
function hmac(key: Buffer, code: string, context: string): Buffer {
  return createHmac("sha256", key).update(`${context}\0${code}`, "utf8").digest();
}
