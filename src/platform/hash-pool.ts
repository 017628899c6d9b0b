import path from "node:path";
import { Worker } from "node:worker_threads";

/** Argon2id with OWASP's minimum: 19 MiB, 2 passes, 1 lane. `algorithm` 2 is Argon2id in the library's numbering. */
export const argon2Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export type HashJob =
  | { kind: "hash"; password: string; options: typeof argon2Options }
  | { kind: "verify"; password: string; hash: string };

/** A hash, or whether one matches; null when the queue was full, the worker died or the pool is closed. */
export type HashResult = string | boolean | null;

type Waiting = { job: HashJob; settle: (result: HashResult) => void };

// A plain file beside the sources, found from the folder the server is started in: the bundler never sees it.
const ownWorkerFile = path.join(process.cwd(), "src/platform/password-hash-worker.mjs");

export type HashPoolOptions = {
  size: number;
  /** Jobs that may wait beside those that run. */
  maxQueue: number;
  /** Told why a worker died; its job was answered with null and the next job gets a new worker. */
  onCrash?: ((error: unknown) => void) | undefined;
  workerFile?: string;
};

export type HashPool = {
  run(job: HashJob): Promise<HashResult>;
  /** Ends the workers; what waits or comes later is answered with null. */
  close(): Promise<void>;
};

/** Worker threads of our own with a bounded queue, so that hashing never takes a thread from file and name look-ups. */
export function createHashPool({ size, maxQueue, onCrash, workerFile = ownWorkerFile }: HashPoolOptions): HashPool {
  const queue: Waiting[] = [];
  const busy = new Map<Worker, Waiting>();
  const idle: Worker[] = [];
  let started = 0;
  let closed = false;

  function startWorker(): Worker {
    const worker = new Worker(workerFile);
    started += 1;
    worker.on("message", ({ result }: { result: string | boolean }) => {
      idle.push(worker);
      // A worker without work keeps no process from ending.
      worker.unref();
      settle(worker, result);
    });
    worker.on("error", (error) => onCrash?.(error));
    worker.on("exit", () => {
      started -= 1;
      const index = idle.indexOf(worker);
      if (index !== -1) idle.splice(index, 1);
      settle(worker, null);
    });
    return worker;
  }

  function settle(worker: Worker, result: HashResult): void {
    const waiting = busy.get(worker);
    busy.delete(worker);
    waiting?.settle(result);
    next();
  }

  function next(): void {
    const waiting = queue[0];
    if (!waiting || closed) return;
    const worker = idle.pop() ?? (started < size ? startWorker() : undefined);
    if (!worker) return;
    queue.shift();
    busy.set(worker, waiting);
    worker.ref();
    worker.postMessage(waiting.job);
  }

  return {
    run: (job) =>
      new Promise((settleJob) => {
        if (closed || queue.length >= maxQueue) {
          settleJob(null);
          return;
        }
        queue.push({ job, settle: settleJob });
        next();
      }),
    async close() {
      closed = true;
      for (const waiting of queue.splice(0)) waiting.settle(null);
      await Promise.all([...idle, ...busy.keys()].map((worker) => worker.terminate()));
    },
  };
}
