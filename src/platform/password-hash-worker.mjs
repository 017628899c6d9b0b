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
  return job.hash.startsWith("$2") ? verifyBcryptSync(job.password, job.hash) : verifySync(job.hash, job.password);
}

parentPort?.on("message", (job) => {
  try {
    parentPort?.postMessage({ result: run(job) });
  } catch {
    // A stored hash that cannot be read matches nothing.
    parentPort?.postMessage({ result: false });
  }
});
