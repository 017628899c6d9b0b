import path from "node:path";
import { Worker } from "node:worker_threads";
import type { ForeignHash } from "./foreign-hash";

/** Argon2id with OWASP's minimum: 19 MiB, 2 passes, 1 lane. `algorithm` 2 is Argon2id in the library's numbering. */
export const argon2Options = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

export type HashJob =
  | { kind: "hash"; password: string; options: typeof argon2Options }
  | { kind: "verify"; password: string; hash: string }
  | { kind: "verify-foreign"; password: string; foreign: ForeignHash };

/** A hash, or whether one matches; null when the queue was full or took too long, the worker died or the pool is closed. */
export type HashResult = string | boolean | null;

type Waiting = { job: HashJob; patience: NodeJS.Timeout; settle: (result: HashResult) => void };

/** Who has waited so long is told to come again, rather than kept longer: about as long as people and their browsers have patience. */
const defaultPatienceMs = 10_000;

// A plain file beside the sources, found from the folder the server is started in. The bundler must read this constant where the worker
// is made: of a path that it cannot know it takes everything, node_modules too.
const workerFile = path.join(process.cwd(), "src/platform/password-hash-worker.mjs");

export type HashPoolOptions = {
  size: number;
  /** Jobs that may wait beside those that run. */
  maxQueue: number;
  /** Told why a worker died; its job was answered with null and the next job gets a new worker. */
  onCrash?: ((error: unknown) => void) | undefined;
  startWorker?: () => Worker;
  patienceMs?: number;
};

export type HashPool = {
  run(job: HashJob): Promise<HashResult>;
  /** Whether a job that came now would be answered with null. */
  isFull(): boolean;
  /** Ends the workers; what waits or comes later is answered with null. */
  close(): Promise<void>;
};

/** Worker threads of our own with a bounded queue, so that hashing never takes a thread from file and name look-ups. */
export function createHashPool({
  size,
  maxQueue,
  onCrash,
  startWorker = startOwnWorker,
  patienceMs = defaultPatienceMs,
}: HashPoolOptions): HashPool {
  const queue: Waiting[] = [];
  const busy = new Map<Worker, Waiting>();
  const idle: Worker[] = [];
  let started = 0;
  let closed = false;

  function addWorker(): Worker {
    const worker = startWorker();
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
    if (closed || (idle.length === 0 && started >= size)) return;
    const waiting = queue.shift();
    if (!waiting) return;
    clearTimeout(waiting.patience);
    give(waiting);
  }

  function enqueue(job: HashJob, settleJob: Waiting["settle"]): void {
    const waiting = { job, settle: settleJob, patience: setTimeout(giveUp, patienceMs).unref() };
    function giveUp(): void {
      queue.splice(queue.indexOf(waiting), 1);
      settleJob(null);
    }
    queue.push(waiting);
  }

  function give(waiting: Waiting): void {
    try {
      const worker = idle.pop() ?? addWorker();
      busy.set(worker, waiting);
      worker.ref();
      worker.postMessage(waiting.job);
    } catch (error) {
      // The system may refuse another thread.
      onCrash?.(error);
      waiting.settle(null);
      next();
    }
  }

  const isFull = () => closed || queue.length >= maxQueue;

  return {
    isFull,
    run: (job) =>
      new Promise((settleJob) => {
        if (isFull()) {
          settleJob(null);
          return;
        }
        enqueue(job, settleJob);
        next();
      }),
    async close() {
      closed = true;
      for (const waiting of queue.splice(0)) {
        clearTimeout(waiting.patience);
        waiting.settle(null);
      }
      await Promise.all([...idle, ...busy.keys()].map((worker) => worker.terminate()));
    },
  };
}

function startOwnWorker(): Worker {
  return new Worker(workerFile);
}
