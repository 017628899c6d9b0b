import { expect, it } from "vitest";
import { changeInWords, markOf } from "./words";

it("says how much more or less there was than before, and gives no share of nothing", () => {
  const said = (now: number, before: number | null) => changeInWords({ now, before });
  expect(said(112, 100)).toBe("+12 % on");
  expect(said(50, 100)).toBe("−50 % on");
  expect(said(4000, 100)).toBe("+3,900 % on");
  expect(said(0, 7)).toBe("−100 % on");
  expect(said(10_001, 10_000)).toBe("about as many as in");
  expect(said(3, 3)).toBe("as many as in");
  expect(said(3, 0)).toBe("none in");
  expect(said(3, null)).toBeNull();
});

it("names a bar by its hour, its day or both, in UTC", () => {
  const start = new Date("2026-03-01T00:00:00.000Z");
  expect((["24h", "7d", "30d"] as const).map((period) => markOf(start, period))).toEqual([
    "00:00",
    "Mar 1, 00:00",
    "Mar 1",
  ]);
});
