import { beforeEach, expect, it } from "vitest";
import type { AlarmName } from "@/core/deps";
import type { AlarmState } from "@/features/site-alarm/read-alarms";
import type { SigninCount } from "@/features/site-alarm/tally-signins";
import { createSiteAlarm, type CountingSiteAlarm } from "./site-alarm";

let elapsed: number;
let written: SigninCount[];
let reads: number;
let isAway: boolean;
let raised: Record<AlarmName, boolean>;
let alarm: CountingSiteAlarm;

beforeEach(() => {
  [elapsed, written, reads, isAway] = [0, [], 0, false];
  raised = { spraying: false, mail: false };
  const state = (isRaised: boolean): AlarmState => ({ isRaised, counts: {} });
  alarm = createSiteAlarm({
    tally: async (count) => {
      await Promise.resolve();
      if (isAway) throw new Error("away");
      written.push(count);
    },
    read: async () => {
      reads += 1;
      await Promise.resolve();
      if (isAway) throw new Error("away");
      return { spraying: state(raised.spraying), mail: state(raised.mail) };
    },
    elapsed: () => elapsed,
  });
});

it("writes a storm of sign-ins as one count, and nothing where nobody came", async () => {
  for (let times = 0; times < 1_000; times++) alarm.signinEnded("failed");
  alarm.signinEnded("succeeded");
  await Promise.all([alarm.flush(), alarm.flush()]);
  await alarm.flush();
  expect(written).toEqual([{ failed: 1_000, succeeded: 1 }]);
});

it("keeps what could not be written for the next time, with what came meanwhile", async () => {
  isAway = true;
  alarm.signinEnded("failed");
  const flushed = alarm.flush();
  alarm.signinEnded("failed");
  await expect(flushed).rejects.toThrow("away");
  isAway = false;
  await alarm.flush();
  expect(written).toEqual([{ failed: 2, succeeded: 0 }]);
});

it("reads once in five seconds, however many ask", async () => {
  raised.spraying = true;
  expect(await Promise.all(Array.from({ length: 100 }, () => alarm.isRaised("spraying")))).toEqual(
    Array(100).fill(true),
  );
  raised.spraying = false;
  elapsed = 4_999;
  expect(await alarm.isRaised("spraying")).toBe(true);
  elapsed = 5_000;
  expect(await alarm.isRaised("spraying")).toBe(false);
  expect(reads).toBe(2);
});

it("keeps what was last known while the database is away, and asks it no more often", async () => {
  raised.mail = true;
  expect(await alarm.isRaised("mail")).toBe(true);
  isAway = true;
  elapsed = 5_000;
  expect(await alarm.isRaised("mail")).toBe(true);
  expect(await alarm.isRaised("spraying")).toBe(false);
  expect(reads).toBe(2);
});
