import { expect, it } from "vitest";
import { computeReadTime } from "./read-time";

it.each([
  ["nothing", " \n", null],
  ["a word", "Hello", 1],
  ["six hundred and sixty words", "it’s fine ".repeat(330), 3],
  ["Chinese of two thousand and two hundred characters", "漢".repeat(2_200), 5],
  ["a hundred thousand signs that are no words", "* ".repeat(50_000), 1],
])("takes the minutes that a person takes for %s", (_what, content, minutes) => {
  expect(computeReadTime(content)).toBe(minutes);
});
