import { availableParallelism } from "node:os";
import type { HasherBusy, PasswordHasher } from "@/core/deps";
import { readForeignHash } from "./foreign-hash";
import { argon2Options, createHashPool, type HashJob } from "./hash-pool";

/** One password takes about 10 ms: a full queue of 200 on two threads is a second's wait, the longest worth waiting. */
const defaultMaxQueue = 200;

const busy: HasherBusy = { ok: false, reason: "busy", retryAfterSeconds: 2 };

/** A hash of random bytes that nobody kept, with today's parameters: what an unknown account's password is compared with. */
const nobodysHash = "$argon2id$v=19$m=19456,t=2,p=1$bGF0Y2hrZXktbm9ib2R5cw$k3n1G2m1vCwVqGm0m8vJwq3q7bJr4gqf7y1cJk2pV0o";

/** What one comparison may cost, far above any hash in use: 1 GiB, 32 passes, 32 lanes; bcrypt's 2^16 rounds take some seconds. */
const bearable = { memoryCost: 1_048_576, timeCost: 32, parallelism: 32, bcryptCost: 16 };

/**
 * Argon2id in worker threads, with the hashes of other systems verified: bcrypt, scrypt and PBKDF2, each by the password as that system
 * saw it. For bcrypt that is the first 72 bytes alone. The next sign-in replaces such a hash with one of the whole password.
 * A hash that cannot be read, or that would exhaust the machine, matches nothing. `onCrash` is told why a worker died.
 */
export function createPasswordHasher({
  size = availableParallelism(),
  maxQueue = defaultMaxQueue,
  onCrash,
}: { size?: number; maxQueue?: number; onCrash?: (error: unknown) => void } = {}): PasswordHasher & {
  close(): Promise<void>;
} {
  const pool = createHashPool({ size, maxQueue, onCrash });
  return {
    refusal: () => (pool.isFull() ? busy : null),
    async hash(password) {
      const result = await pool.run({ kind: "hash", password: normalize(password), options: argon2Options });
      return typeof result === "string" ? { ok: true, hash: result } : busy;
    },
    async verify(password, hash) {
      const job = hash === null ? null : comparison(password, hash);
      const result = await pool.run(job ?? { kind: "verify", password: normalize(password), hash: nobodysHash });
      if (result === null) return busy;
      return { ok: true, matches: result === true && job !== null, outdated: hash !== null && isOutdated(hash) };
    },
    close: () => pool.close(),
  };
}

/** One form for letters that keyboards compose differently; nothing else about a password is changed. */
function normalize(password: string): string {
  return password.normalize("NFC");
}

/** How to compare with a hash; null for one that cannot be read, or that would exhaust the machine. */
function comparison(password: string, hash: string): HashJob | null {
  const foreign = readForeignHash(hash);
  if (foreign) {
    const folded = foreign.form === "NFKC" ? password.normalize("NFKC") : password;
    return { kind: "verify-foreign", password: folded, foreign };
  }
  const typed = hash.startsWith("$2") ? password : normalize(password);
  return isReadable(hash) ? { kind: "verify", password: typed, hash } : null;
}

function isReadable(hash: string): boolean {
  const bcryptCost = /^\$2[a-y]\$(\d\d)\$/.exec(hash)?.[1];
  if (bcryptCost !== undefined) return Number(bcryptCost) <= bearable.bcryptCost;
  const costs = argon2Costs(hash);
  if (!costs) return false;
  const { memoryCost, timeCost, parallelism } = costs;
  return memoryCost <= bearable.memoryCost && timeCost <= bearable.timeCost && parallelism <= bearable.parallelism;
}

function isOutdated(hash: string): boolean {
  const costs = argon2Costs(hash);
  if (!costs || !hash.startsWith("$argon2id$v=19$")) return true;
  const { memoryCost, timeCost, parallelism } = argon2Options;
  return costs.memoryCost < memoryCost || costs.timeCost < timeCost || costs.parallelism !== parallelism;
}

function argon2Costs(hash: string): { memoryCost: number; timeCost: number; parallelism: number } | null {
  const costs = /^\$argon2(?:id|i|d)\$v=\d+\$m=(\d+),t=(\d+),p=(\d+)\$/.exec(hash)?.slice(1).map(Number);
  if (!costs) return null;
  const [memoryCost = 0, timeCost = 0, parallelism = 0] = costs;
  return { memoryCost, timeCost, parallelism };
}
