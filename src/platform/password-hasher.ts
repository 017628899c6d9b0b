import { availableParallelism } from "node:os";
import type { HasherBusy, PasswordHasher } from "@/core/deps";
import { argon2Options, createHashPool } from "./hash-pool";

/** One password takes about 10 ms: a full queue of 200 on two threads is a second's wait, the longest worth waiting. */
const defaultMaxQueue = 200;

const busy: HasherBusy = { ok: false, reason: "busy", retryAfterSeconds: 2 };

/** A hash of random bytes that nobody kept, with today's parameters: what an unknown account's password is compared with. */
const nobodysHash = "$argon2id$v=19$m=19456,t=2,p=1$bGF0Y2hrZXktbm9ib2R5cw$k3n1G2m1vCwVqGm0m8vJwq3q7bJr4gqf7y1cJk2pV0o";

/**
 * Argon2id in worker threads, with bcrypt verified for accounts from before. bcrypt sees the first 72 bytes alone, as it did when it
 * made those hashes; the next sign-in replaces them with a hash of the whole password.
 */
export function createPasswordHasher({
  size = availableParallelism(),
  maxQueue = defaultMaxQueue,
}: { size?: number; maxQueue?: number } = {}): PasswordHasher & { close(): Promise<void> } {
  const pool = createHashPool({ size, maxQueue });
  return {
    async hash(password) {
      const result = await pool.run({ kind: "hash", password: normalize(password), options: argon2Options });
      return typeof result === "string" ? { ok: true, hash: result } : busy;
    },
    async verify(password, hash) {
      const typed = isBcrypt(hash) ? password : normalize(password);
      const result = await pool.run({ kind: "verify", password: typed, hash: hash ?? nobodysHash });
      if (result === null) return busy;
      return { ok: true, matches: result === true && hash !== null, outdated: hash !== null && isOutdated(hash) };
    },
    close: () => pool.close(),
  };
}

/** One form for letters that keyboards compose differently; nothing else about a password is changed. */
function normalize(password: string): string {
  return password.normalize("NFC");
}

function isBcrypt(hash: string | null): boolean {
  return hash?.startsWith("$2") ?? false;
}

function isOutdated(hash: string): boolean {
  const { memoryCost, timeCost, parallelism } = argon2Options;
  const parameters = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(hash);
  if (!parameters) return true;
  const [m = 0, t = 0, p = 0] = parameters.slice(1).map(Number);
  return m < memoryCost || t < timeCost || p !== parallelism;
}
