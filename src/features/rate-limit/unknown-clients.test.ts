import { beforeEach, expect, it } from "vitest";
import type { Limiter } from "@/core/deps";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { limits } from "./policy";
import { takeLimits } from "./take-limits";
import { shareAmongUnknown } from "./unknown-clients";

let deps: TestDeps;
let limiter: Limiter;
beforeEach(() => {
  deps = createTestDeps();
  limiter = shareAmongUnknown(deps.limiter);
});

async function passes(client: string, times: number): Promise<number> {
  let count = 0;
  for (let time = 0; time < times; time++)
    if ((await takeLimits({ limiter }, [limits.signin, limits.signinHour], client)).ok) count += 1;
  return count;
}

it("lets a thousand calls without an address pass, and those of others after them", async () => {
  expect(await passes("unknown", 1_000)).toBe(1_000);
  expect(await passes("unknown", 1)).toBe(1);
});

it("bounds what comes without an address all the same", async () => {
  expect(await passes("unknown", 2_100)).toBe(2_000);
  deps.clock.advance({ minutes: 1 });
  expect(await passes("unknown", 1)).toBe(1);
});

it("bounds for an hour how many without an address go on without a captcha", async () => {
  const byMail = () => limiter.take(limits.captchaByMail, "unknown");
  let passed = 0;
  for (let time = 0; time < 2_010; time++) if ((await byMail()).ok) passed += 1;
  expect(passed).toBe(2_000);
  deps.clock.advance({ minutes: 59 });
  expect(await byMail()).toMatchObject({ ok: false });
  deps.clock.advance({ minutes: 1 });
  expect(await byMail()).toEqual({ ok: true });
});

it("keeps everybody who has an address to their own limit, whatever the unknown do", async () => {
  await passes("unknown", 2_100);
  expect(await passes("203.0.113.7", 10)).toBe(5);
});

it("holds one client to a hundred sign-ins an hour, however slowly they come", async () => {
  let passed = 0;
  for (let minute = 0; minute < 59; minute++) {
    passed += await passes("203.0.113.7", 5);
    deps.clock.advance({ minutes: 1 });
  }
  expect(passed).toBe(100);
  expect(await takeLimits({ limiter }, [limits.signin, limits.signinHour], "203.0.113.7")).toEqual({
    ok: false,
    retryAfterSeconds: 60,
  });
});
