import path from "node:path";
import { Worker } from "node:worker_threads";
import type { ForeignHash } from "./foreign-hash";
import { createWorkerPool, type WorkerPoolOptions } from "./worker-pool";

/** Argon2id with OWASP's minimum: 19 MiB, 2 passes, 1 lane. `algorithm` 2 is Argon2id in the library's numbering. */
export const argon2Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export type HashJob =
  | { kind: "hash"; password: string; options: typeof argon2Options }
  | { kind: "verify"; password: string; hash: string }
  | { kind: "verify-foreign"; password: string; foreign: ForeignHash };

/** A hash, or whether one matches; null when the queue was full or took too long, the worker died or the pool is closed. */
export type HashResult = string | boolean | null;

// A plain file beside the sources, found from the folder the server is started in. The bundler must read this constant where the worker
// is made: of a path that it cannot know it takes everything, node_modules too.
const workerFile = path.join(process.cwd(), "src/platform/password-hash-worker.mjs");

export type HashPoolOptions = Omit<WorkerPoolOptions, "startWorker" | "deadlineMs"> & { startWorker?: () => Worker };

export type HashPool = {
  run(job: HashJob): Promise<HashResult>;
  /** Whether a job that came now would be answered with null. */
  isFull(): boolean;
  /** Ends the workers; what waits or comes later is answered with null. */
  close(): Promise<void>;
};

/** Worker threads that hash, so that it never takes a thread from file and name look-ups. */
export function createHashPool(options: HashPoolOptions): HashPool {
  const pool = createWorkerPool<HashJob, string | boolean>({ startWorker: startOwnWorker, ...options });
  return {
    ...pool,
    async run(job) {
      const outcome = await pool.run(job);
      return typeof outcome === "string" ? null : outcome.result;
    },
  };
}

function startOwnWorker(): Worker {
  return new Worker(workerFile);
}
