import { expect, it } from "vitest";
import { roundTop } from "./bar-chart";

it("draws up to a round count that no bar exceeds", () => {
  expect([0, 1, 2, 3, 5, 7, 10, 11, 109, 399, 401, 6000].map(roundTop)).toEqual([
    2, 2, 2, 4, 6, 8, 10, 12, 120, 400, 500, 6000,
  ]);
});
