import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { Log } from "@/core/deps";
import { startOutboxWorker, type OutboxWorker } from "./outbox-worker";

const intervalMs = 10_000;
const workers: OutboxWorker[] = [];

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  vi.useRealTimers();
});

/** A worker over scripted runs; after the script every run finds nothing. */
function start(script: (number | null | Error)[] = []) {
  const errors: unknown[] = [];
  const log: Log = { info() {}, warn() {}, error: (_event, error) => errors.push(error) };
  const state = { runs: 0, atOnce: 0, mostAtOnce: 0, gate: Promise.resolve() };
  const worker = startOutboxWorker({
    async deliver() {
      state.runs += 1;
      state.mostAtOnce = Math.max(state.mostAtOnce, (state.atOnce += 1));
      const answer = script.shift() ?? null;
      await state.gate;
      state.atOnce -= 1;
      if (answer instanceof Error) throw answer;
      return { resumeAfterSeconds: answer };
    },
    intervalMs,
    log,
  });
  workers.push(worker);
  return { worker, state, errors };
}

describe("the outbox worker", () => {
  test("runs at start and then once an interval", async () => {
    const { state } = start();
    await vi.advanceTimersByTimeAsync(0);
    expect(state.runs).toBe(1);
    await vi.advanceTimersByTimeAsync(intervalMs - 1);
    expect(state.runs).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(state.runs).toBe(2);
  });

  test("goes on at once while more is due", async () => {
    const { state } = start([0, 0, null]);
    await vi.advanceTimersByTimeAsync(0);
    expect(state.runs).toBe(3);
  });

  test("runs when woken", async () => {
    const { worker, state } = start();
    await vi.advanceTimersByTimeAsync(0);
    worker.wake();
    await vi.advanceTimersByTimeAsync(0);
    expect(state.runs).toBe(2);
  });

  test("makes one further run of all the calls that come while it is busy, and never two runs at once", async () => {
    const { worker, state } = start();
    await vi.advanceTimersByTimeAsync(0);
    let open = () => {};
    state.gate = new Promise((resolve) => (open = resolve));
    for (let call = 0; call < 20; call += 1) worker.wake();
    open();
    await vi.advanceTimersByTimeAsync(0);
    expect(state.runs).toBe(3);
    expect(state.mostAtOnce).toBe(1);
  });

  test("leaves the provider alone for the pause it asked for, even when woken", async () => {
    const { worker, state } = start([30]);
    await vi.advanceTimersByTimeAsync(0);
    worker.wake();
    await vi.advanceTimersByTimeAsync(29_999);
    expect(state.runs).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect(state.runs).toBe(2);
  });

  test("survives a failing run, reports it and tries again with the next interval", async () => {
    const { state, errors } = start([new Error("the database is away")]);
    await vi.advanceTimersByTimeAsync(intervalMs);
    expect(errors).toHaveLength(1);
    expect(state.runs).toBe(2);
  });

  test("starts nothing after stop, and stop waits for the run under way", async () => {
    const { worker, state } = start();
    await vi.advanceTimersByTimeAsync(0);
    let open = () => {};
    state.gate = new Promise((resolve) => (open = resolve));
    worker.wake();
    const stopped = worker.stop().then(() => state.atOnce);
    open();
    expect(await stopped).toBe(0);
    worker.wake();
    await vi.advanceTimersByTimeAsync(intervalMs * 3);
    expect(state.runs).toBe(2);
  });
});
