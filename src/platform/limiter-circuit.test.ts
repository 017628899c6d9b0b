import { beforeEach, describe, expect, it } from "vitest";
import type { Limit, Log } from "@/core/deps";
import { guardWindow, type GuardedWindow } from "./limiter-circuit";
import type { Counted } from "./limiter-window";

const limit: Limit = { name: "test", max: 5, windowSeconds: 60 };

const passes: Counted = { passed: 1, waitMs: 0 };
const waits: Counted = { passed: 0, waitMs: 1_500 };

type Answer = { resolve: (counted: Counted) => void; reject: (error: Error) => void };

let elapsed: number;
let timers: { due: number; work: () => void }[];
let asked: Answer[];
let resets: number;
let lines: string[];
let guarded: GuardedWindow;

beforeEach(() => {
  [elapsed, timers, asked, resets, lines] = [0, [], [], 0, []];
  const log: Log = {
    info: (event) => void lines.push(event),
    warn: (event) => void lines.push(event),
    error: (event) => void lines.push(event),
  };
  guarded = guardWindow(
    {
      count: () => new Promise((resolve, reject) => asked.push({ resolve, reject })),
      reset: () => (resets += 1),
    },
    { store: "test", deadlineMs: 200, log, timers: { after, elapsed: () => elapsed } },
  );
});

function after(ms: number, work: () => void): () => void {
  const timer = { due: elapsed + ms, work };
  timers.push(timer);
  return () => void (timers = timers.filter((other) => other !== timer));
}

/** Lets time pass; what became due in it has run when it resolves. */
async function pass(ms: number): Promise<void> {
  const end = elapsed + ms;
  for (;;) {
    const [next] = timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due);
    if (!next) break;
    elapsed = next.due;
    timers = timers.filter((timer) => timer !== next);
    next.work();
    await new Promise((resolve) => setImmediate(resolve));
  }
  elapsed = end;
  await new Promise((resolve) => setImmediate(resolve));
}

const take = () => guarded.count([limit], "client", 0);

/** What was asked last, and not yet answered. */
function newest(): Answer {
  const answer = asked.pop();
  if (!answer) throw new Error("nothing was asked");
  return answer;
}

async function breakDown(): Promise<void> {
  const taken = take();
  newest().reject(new Error("refused"));
  expect(await taken).toBeNull();
}

describe("a guarded store", () => {
  it("answers what the store does, and leaves no timer behind", async () => {
    const taken = take();
    newest().resolve(waits);
    expect(await taken).toBe(waits);
    expect(timers).toEqual([]);
  });

  it("waits 200 ms and no longer, and then lets everybody go who waits", async () => {
    const first = take();
    await pass(150);
    const second = take();
    await pass(49);
    expect(resets).toBe(0);
    await pass(1);
    expect(await Promise.all([first, second])).toEqual([null, null]);
    expect(resets).toBe(1);
  });

  it("takes an answer that lay unread while the process was busy", async () => {
    const taken = take();
    const { resolve } = newest();
    elapsed += 5_000;
    for (const { work } of timers.splice(0)) work();
    await new Promise((read) => setImmediate(read));
    resolve(passes);
    expect(await taken).toBe(passes);
    expect(lines).toEqual([]);
  });

  it("asks a store that is away nothing but one probe a second", async () => {
    await breakDown();
    for (let second = 1; second <= 10; second++) {
      expect(await Promise.all(Array.from({ length: 100 }, take))).toEqual(Array(100).fill(null));
      expect(asked).toHaveLength(0);
      await pass(1_000);
      newest().reject(new Error("refused"));
      await pass(0);
    }
  });

  it("trusts the store again once a probe has succeeded, also one that is told to wait", async () => {
    await breakDown();
    await pass(1_000);
    newest().resolve(waits);
    await pass(0);
    const taken = take();
    newest().resolve(passes);
    expect(await taken).toBe(passes);
  });

  it("writes one line for an outage and one for its end, however many requests it had", async () => {
    const waiting = Array.from({ length: 1_000 }, take);
    await pass(200);
    await Promise.all(waiting);
    asked.length = 0;
    for (let second = 0; second < 100; second++) {
      await pass(1_000);
      newest().reject(new Error("refused"));
      await pass(0);
    }
    expect(lines).toEqual(["limit_store_away"]);
    await pass(1_000);
    newest().resolve(passes);
    await pass(0);
    expect(lines).toEqual(["limit_store_away", "limit_store_back"]);
  });

  it("does not write a line for each fault of a store that comes and goes, and tells the next outage", async () => {
    for (let time = 0; time < 100; time++) {
      await breakDown();
      await pass(1_000);
      newest().resolve(passes);
      await pass(0);
    }
    expect(lines).toEqual(["limit_store_away", "limit_store_back"]);
    await pass(10_001);
    await breakDown();
    expect(lines).toEqual(["limit_store_away", "limit_store_back", "limit_store_away"]);
  });

  it("ignores an answer that comes after the deadline", async () => {
    const taken = take();
    const { resolve, reject } = newest();
    await pass(200);
    resolve(passes);
    reject(new Error("too late as well"));
    expect(await taken).toBeNull();
    expect(resets).toBe(1);
  });
});
