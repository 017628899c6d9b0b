import { describe, expect, test } from "vitest";
import type { MailFailure } from "@/core/deps";
import { afterFailure, claimSeconds, claimSize, giveUpAfterHours, maxAttempts, parallelSends } from "./policy";

const outage: MailFailure = { ok: false, kind: "temporary", code: "provider_error" };
const young = { ageHours: 0, jitter: 0 };

function delay(failure: MailFailure, mail: { attempt: number; ageHours: number; jitter: number }): number {
  const next = afterFailure(failure, mail);
  if (next.step === "give up") throw new Error("given up");
  return next.afterSeconds;
}

describe("what follows a failed delivery", () => {
  test("doubles the wait from 5 seconds up to an hour", () => {
    const delays = [1, 2, 3, 10, 11, 15].map((attempt) => delay(outage, { ...young, attempt }));
    expect(delays).toEqual([5, 10, 20, 2560, 3600, 3600]);
  });

  test("spreads the tries of one outage over a quarter of the wait", () => {
    expect(delay(outage, { attempt: 4, ageHours: 0, jitter: 0.99 })).toBeGreaterThan(48);
    expect(delay(outage, { attempt: 4, ageHours: 0, jitter: 0.99 })).toBeLessThan(50);
  });

  test("never comes back before the time that the provider asked for", () => {
    expect(delay({ ...outage, retryAfterSeconds: 90 }, { ...young, attempt: 1 })).toBe(90);
    expect(delay({ ...outage, retryAfterSeconds: 1 }, { ...young, attempt: 4 })).toBe(40);
  });

  test("does not let an absurd time bury a mail", () => {
    expect(delay({ ...outage, retryAfterSeconds: 9_999_999_999 }, { ...young, attempt: 1 })).toBe(3600);
    expect(delay({ ...outage, retryAfterSeconds: -5 }, { ...young, attempt: 1 })).toBe(5);
  });

  test("gives up after the last attempt, and keeps trying before it", () => {
    expect(afterFailure(outage, { ...young, attempt: maxAttempts - 1 }).step).toBe("retry");
    expect(afterFailure(outage, { ...young, attempt: maxAttempts }).step).toBe("give up");
  });

  test("gives up at once what the provider refuses for good", () => {
    expect(afterFailure({ ok: false, kind: "permanent", code: "rejected" }, { ...young, attempt: 1 }).step).toBe(
      "give up",
    );
  });

  test("does not count being told to slow down as an attempt", () => {
    const tooMany: MailFailure = { ok: false, kind: "temporary", code: "rate_limited", retryAfterSeconds: 2 };
    expect(afterFailure(tooMany, { ...young, attempt: maxAttempts })).toEqual({ step: "retry", afterSeconds: 2 });
  });

  test("stops before the provider forgets the idempotency key, after 24 hours", () => {
    const lastDelayHours = 1.25;
    expect(giveUpAfterHours + lastDelayHours).toBeLessThan(24);
    expect(afterFailure(outage, { attempt: 1, ageHours: giveUpAfterHours, jitter: 0 }).step).toBe("give up");
  });

  test("ends a run of nothing but timeouts before its claim lapses", () => {
    const driverTimeoutSeconds = 10;
    expect((claimSize / parallelSends) * driverTimeoutSeconds).toBeLessThan(claimSeconds);
  });
});
