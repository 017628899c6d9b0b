import { expect, it } from "vitest";
import { methodColors } from "./method-colors";

it("gives each way in the same colour whichever is used most, and no two of four the same", () => {
  expect([...methodColors(["google", "password"])]).toEqual([
    ["google", 2],
    ["password", 1],
  ]);
  expect([...methodColors(["gitlab", "github", "other", "password"]).values()]).toEqual([2, 3, 4, 1]);
});
