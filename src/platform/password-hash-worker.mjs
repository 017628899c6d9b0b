import { pbkdf2Sync, scryptSync, timingSafeEqual } from "node:crypto";
import { setPriority } from "node:os";
import { parentPort } from "node:worker_threads";
import { hashSync, verifySync } from "@node-rs/argon2";
import { verifySync as verifyBcryptSync } from "@node-rs/bcrypt";

// Below the threads that answer requests: a storm of sign-ins makes sign-ins slow and nothing else. On Linux this is one thread's own.
try {
  setPriority(10);
} catch {
  // Not every system lets a thread lower itself; hashing works all the same.
}

function run(job) {
  if (job.kind === "hash") return hashSync(job.password, job.options);
  if (job.kind === "verify-foreign") return timingSafeEqual(derive(job.password, job.foreign), job.foreign.key);
  return job.hash.startsWith("$2") ? verifyBcryptSync(job.password, job.hash) : verifySync(job.hash, job.password);
}

function derive(password, { kind, salt, key, ...cost }) {
  if (kind === "pbkdf2") return pbkdf2Sync(password, salt, cost.iterations, key.length, cost.digest);
  const { N, r, p } = cost;
  // Node refuses what needs more than 32 MiB unless it is allowed; what may be asked for is bounded where the hash is read.
  return scryptSync(password, salt, key.length, { N, r, p, maxmem: 128 * r * (N + p + 2) });
}

parentPort?.on("message", (job) => {
  try {
    parentPort?.postMessage({ result: run(job) });
  } catch {
    // A stored hash that cannot be read matches nothing.
    parentPort?.postMessage({ result: false });
  }
});
