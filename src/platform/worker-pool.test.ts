import { Worker } from "node:worker_threads";
import { expect, it } from "vitest";
import { createWorkerPool } from "./worker-pool";

const source = `
  const { parentPort } = require("node:worker_threads");
  parentPort.on("message", (job) => {
    if (job === "never ends") for (;;);
    parentPort.postMessage({ result: job });
  });`;

it("ends a worker at its deadline, and gives the next job to another", async () => {
  const pool = createWorkerPool<string, string>({
    size: 1,
    maxQueue: 5,
    deadlineMs: 2_000,
    startWorker: () => new Worker(source, { eval: true }),
  });
  try {
    const [lost, next] = await Promise.all([pool.run("never ends"), pool.run("the next")]);
    expect(lost).toBe("lost");
    expect(next).toEqual({ result: "the next" });
  } finally {
    await pool.close();
  }
});
