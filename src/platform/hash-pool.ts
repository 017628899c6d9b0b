import path from "node:path";
import { Worker } from "node:worker_threads";

/** Argon2id with OWASP's minimum: 19 MiB, 2 passes, 1 lane. `algorithm` 2 is Argon2id in the library's numbering. */
export const argon2Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export type HashJob =
  | { kind: "hash"; password: string; options: typeof argon2Options }
  | { kind: "verify"; password: string; hash: string };

/** A hash, or whether one matches; null when the queue was full or the worker died. */
export type HashResult = string | boolean | null;

type Waiting = { job: HashJob; settle: (result: HashResult) => void };

// A plain file beside the sources, found from the folder the server is started in: the bundler never sees it.
const workerFile = path.join(process.cwd(), "src/platform/password-hash-worker.mjs");

export type HashPool = {
  run(job: HashJob): Promise<HashResult>;
  close(): Promise<void>;
};

/** Worker threads of our own with a bounded queue, so that hashing never takes a thread from file and name look-ups. */
export function createHashPool({ size, maxQueue }: { size: number; maxQueue: number }): HashPool {
  const queue: Waiting[] = [];
  const busy = new Map<Worker, Waiting>();
  const idle: Worker[] = [];
  let started = 0;
  let nextId = 0;

  function startWorker(): Worker {
    const worker = new Worker(workerFile);
    worker.unref();
    started += 1;
    worker.on("message", ({ result }: { result: string | boolean }) => {
      const waiting = busy.get(worker);
      busy.delete(worker);
      idle.push(worker);
      waiting?.settle(result);
      next();
    });
    worker.on("error", () => undefined);
    worker.on("exit", () => {
      started -= 1;
      const index = idle.indexOf(worker);
      if (index !== -1) idle.splice(index, 1);
      busy.get(worker)?.settle(null);
      busy.delete(worker);
      next();
    });
    return worker;
  }

  function next(): void {
    const waiting = queue[0];
    if (!waiting) return;
    const worker = idle.pop() ?? (started < size ? startWorker() : undefined);
    if (!worker) return;
    queue.shift();
    busy.set(worker, waiting);
    worker.postMessage({ id: nextId++, ...waiting.job });
  }

  return {
    run: (job) =>
      new Promise((settle) => {
        if (queue.length >= maxQueue) {
          settle(null);
          return;
        }
        queue.push({ job, settle });
        next();
      }),
    async close() {
      const workers = [...idle, ...busy.keys()];
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
