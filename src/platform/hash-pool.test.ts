import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { Worker } from "node:worker_threads";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createHashPool, type HashJob, type HashPoolOptions } from "./hash-pool";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "latchkey-hash-pool-"));
  await writeFile(
    path.join(folder, "worker.mjs"),
    `import { parentPort } from "node:worker_threads";
    parentPort.on("message", ({ password }) => {
      if (password === "crash") throw new Error("the worker died");
      if (password === "end") process.exit();
      if (password !== "hang") parentPort.postMessage({ result: true });
    });`,
  );
});
afterAll(() => rm(folder, { recursive: true }));

const job = (password: string): HashJob => ({ kind: "verify", password, hash: "any" });

const crashes: unknown[] = [];
function createPool(more: Partial<HashPoolOptions> = {}) {
  crashes.length = 0;
  return createHashPool({
    size: 1,
    maxQueue: 5,
    onCrash: (error) => crashes.push(error),
    startWorker: () => new Worker(path.join(folder, "worker.mjs")),
    ...more,
  });
}

describe("hash pool", () => {
  it("replaces a worker that died, answers its job with nothing and does those that waited", async () => {
    const pool = createPool();
    const answers = ["first", "crash", "second", "end", "third"].map((name) => pool.run(job(name)));
    expect(await Promise.all(answers)).toEqual([true, null, true, null, true]);
    expect(crashes).toEqual([expect.objectContaining({ message: "the worker died" })]);
    await pool.close();
  });

  it.each([
    ["there is no worker", () => new Worker(path.join(folder, "missing.mjs"))],
    [
      "the system refuses a thread",
      () => {
        throw new Error("no thread");
      },
    ],
  ])("answers with nothing, and goes on, where %s", async (_, startWorker) => {
    const pool = createPool({ size: 2, startWorker });
    expect(await Promise.all([1, 2, 3].map(() => pool.run(job("any"))))).toEqual([null, null, null]);
    expect(crashes).toHaveLength(3);
    await pool.close();
  });

  it("takes as many jobs as run and may wait, and answers nothing to the others at once", async () => {
    const pool = createPool({ size: 2, maxQueue: 3 });
    const answers = Array.from({ length: 5 }, () => pool.run(job("hang")));
    expect(await pool.run(job("one too many"))).toBeNull();
    await pool.close();
    expect(await Promise.all(answers)).toEqual([null, null, null, null, null]);
  });

  it("answers nothing to who has waited too long, however long the one before takes", async () => {
    const pool = createPool({ patienceMs: 20 });
    const hanging = pool.run(job("hang"));
    expect(await Promise.all([pool.run(job("early")), pool.run(job("late"))])).toEqual([null, null]);
    await pool.close();
    expect(await hanging).toBeNull();
  });

  it("leaves nobody waiting when it is closed", async () => {
    const pool = createPool();
    const answers = ["hang", "waits", "waits too"].map((name) => pool.run(job(name)));
    await pool.close();
    expect(await Promise.all(answers)).toEqual([null, null, null]);
    expect(await pool.run(job("late"))).toBeNull();
    expect(crashes).toEqual([]);
  });

  it("keeps a process alive while a password is being hashed, and no longer", async () => {
    const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
    const scriptOf = async (file: string) =>
      ts.transpileModule(await readFile(path.join(import.meta.dirname, file), "utf8"), { compilerOptions }).outputText;
    await writeFile(path.join(folder, "worker-pool.mjs"), await scriptOf("worker-pool.ts"));
    const program = `${(await scriptOf("hash-pool.ts")).replace('"./worker-pool"', '"./worker-pool.mjs"')}
    const pool = createHashPool({ size: 1, maxQueue: 5 });
    const hash = () => pool.run({ kind: "hash", password: "a violet umbrella", options: argon2Options });
    hash().then(hash).then((hashed) => console.log(hashed.slice(0, 10)));`;
    await writeFile(path.join(folder, "program.mjs"), program);
    const args = [path.join(folder, "program.mjs")];
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 20_000 });
    expect(stdout).toBe("$argon2id$\n");
  });
});
