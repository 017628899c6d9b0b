import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createHashPool, type HashJob } from "./hash-pool";

let folder = "";
let workerFile = "";

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "latchkey-hash-pool-"));
  workerFile = path.join(folder, "worker.mjs");
  await writeFile(
    workerFile,
    `import { parentPort } from "node:worker_threads";
    parentPort.on("message", ({ password }) => {
      if (password === "crash") throw new Error("the worker died");
      if (password !== "hang") parentPort.postMessage({ result: true });
    });`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

const job = (password: string): HashJob => ({ kind: "verify", password, hash: "any" });

it("replaces a worker that died, answers its job with nothing and does those that waited", async () => {
  const crashes: unknown[] = [];
  const pool = createHashPool({ size: 1, maxQueue: 5, workerFile, onCrash: (error) => crashes.push(error) });
  const answers = await Promise.all(["first", "crash", "second", "crash", "third"].map((name) => pool.run(job(name))));
  expect(answers).toEqual([true, null, true, null, true]);
  expect(crashes).toHaveLength(2);
  await pool.close();
});

it("answers with nothing, and goes on, where a worker cannot even be started", async () => {
  const crashes: unknown[] = [];
  const missing = path.join(folder, "missing.mjs");
  const pool = createHashPool({ size: 2, maxQueue: 5, workerFile: missing, onCrash: (error) => crashes.push(error) });
  expect(await Promise.all([1, 2, 3].map(() => pool.run(job("any"))))).toEqual([null, null, null]);
  expect(crashes).toHaveLength(3);
  await pool.close();
});

it("leaves nobody waiting when it is closed", async () => {
  const pool = createHashPool({ size: 1, maxQueue: 5, workerFile });
  const answers = ["hang", "waits", "waits too"].map((name) => pool.run(job(name)));
  await pool.close();
  expect(await Promise.all(answers)).toEqual([null, null, null]);
  expect(await pool.run(job("late"))).toBeNull();
});
