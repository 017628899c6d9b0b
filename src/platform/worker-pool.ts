import type { Worker } from "node:worker_threads";

/** What a worker answered; busy where the queue was full or took too long or the pool is closed; lost where the worker died or was ended. */
export type Outcome<Result> = { result: Result } | "busy" | "lost";

type Waiting<Job, Result> = { job: Job; patience: NodeJS.Timeout; settle: (outcome: Outcome<Result>) => void };

/** Who has waited so long is told to come again, rather than kept longer: about as long as people and their browsers have patience. */
const defaultPatienceMs = 10_000;

export type WorkerPoolOptions = {
  size: number;
  /** Jobs that may wait beside those that run. */
  maxQueue: number;
  /** Told why a worker died; its job is lost and the next job gets a new worker. */
  onCrash?: ((error: unknown) => void) | undefined;
  /** A worker answers each job by the message `{ result }`. */
  startWorker: () => Worker;
  patienceMs?: number;
  /** A worker that works at one job for longer is ended. */
  deadlineMs?: number;
};

export type WorkerPool<Job, Result> = {
  run(job: Job): Promise<Outcome<Result>>;
  /** Whether a job that came now would find the queue full. */
  isFull(): boolean;
  /** Ends the workers; what waits or comes later is not done. */
  close(): Promise<void>;
};

/** Worker threads of our own with a bounded queue: work that takes long then takes no time of the thread that answers. */
export function createWorkerPool<Job, Result>({
  size,
  maxQueue,
  onCrash,
  startWorker,
  patienceMs = defaultPatienceMs,
  deadlineMs,
}: WorkerPoolOptions): WorkerPool<Job, Result> {
  const queue: Waiting<Job, Result>[] = [];
  const busy = new Map<Worker, Waiting<Job, Result>>();
  const deadlines = new Map<Worker, NodeJS.Timeout>();
  const idle: Worker[] = [];
  let started = 0;
  let closed = false;

  function addWorker(): Worker {
    const worker = startWorker();
    started += 1;
    worker.on("message", ({ result }: { result: Result }) => {
      // One that came to its end at the same moment as its deadline.
      if (!busy.has(worker)) return;
      idle.push(worker);
      // A worker without work keeps no process from ending.
      worker.unref();
      settle(worker, { result });
    });
    worker.on("error", (error) => onCrash?.(error));
    worker.on("exit", () => {
      started -= 1;
      const index = idle.indexOf(worker);
      if (index !== -1) idle.splice(index, 1);
      settle(worker, "lost");
    });
    return worker;
  }

  function settle(worker: Worker, outcome: Outcome<Result>): void {
    const waiting = busy.get(worker);
    busy.delete(worker);
    clearTimeout(deadlines.get(worker));
    deadlines.delete(worker);
    waiting?.settle(outcome);
    next();
  }

  function end(worker: Worker): void {
    settle(worker, "lost");
    void worker.terminate();
  }

  function next(): void {
    if (closed || (idle.length === 0 && started >= size)) return;
    const waiting = queue.shift();
    if (!waiting) return;
    clearTimeout(waiting.patience);
    give(waiting);
  }

  function enqueue(job: Job, settleJob: (outcome: Outcome<Result>) => void): void {
    const waiting = { job, settle: settleJob, patience: setTimeout(giveUp, patienceMs).unref() };
    function giveUp(): void {
      queue.splice(queue.indexOf(waiting), 1);
      settleJob("busy");
    }
    queue.push(waiting);
  }

  function give(waiting: Waiting<Job, Result>): void {
    try {
      const worker = idle.pop() ?? addWorker();
      busy.set(worker, waiting);
      worker.ref();
      if (deadlineMs !== undefined) deadlines.set(worker, setTimeout(() => end(worker), deadlineMs).unref());
      worker.postMessage(waiting.job);
    } catch (error) {
      // The system may refuse another thread.
      onCrash?.(error);
      waiting.settle("lost");
      next();
    }
  }

  const isFull = () => closed || queue.length >= maxQueue;

  return {
    isFull,
    run: (job) =>
      new Promise((settleJob) => {
        if (isFull()) {
          settleJob("busy");
          return;
        }
        enqueue(job, settleJob);
        next();
      }),
    async close() {
      closed = true;
      for (const waiting of queue.splice(0)) {
        clearTimeout(waiting.patience);
        waiting.settle("busy");
      }
      await Promise.all([...idle, ...busy.keys()].map((worker) => worker.terminate()));
    },
  };
}
