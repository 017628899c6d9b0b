import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { every } from "./every";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("begins no run while the last one is under way, and goes on at the next interval after its end", async () => {
  const ends: (() => void)[] = [];
  every(1_000, () => new Promise((resolve) => void ends.push(resolve)));
  await vi.advanceTimersByTimeAsync(5_000);
  expect(ends).toHaveLength(1);
  ends[0]?.();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(ends).toHaveLength(2);
});

it("holds back no other job because of one that does not end", async () => {
  let runs = 0;
  every(1_000, () => new Promise(() => undefined));
  every(1_000, () => {
    runs += 1;
    return Promise.resolve();
  });
  await vi.advanceTimersByTimeAsync(3_000);
  expect(runs).toBe(3);
});
