import { expect, it } from "vitest";
import { createRandom } from "./random";

it("a code is six digits, and in each place each digit comes as often as any other", () => {
  const random = createRandom();
  const draws = 60_000;
  const counts = new Map<string, number>();
  for (let draw = 0; draw < draws; draw++) {
    const code = random.code();
    if (!/^\d{6}$/.test(code)) throw new Error(`${code} is no code`);
    code.split("").forEach((digit, place) => {
      const key = `${digit} in place ${place}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    });
  }
  expect(counts.size).toBe(60);
  // Seven standard deviations of a fair digit: by chance alone, once in thousands of millions of runs.
  const tolerance = 7 * Math.sqrt(draws * 0.1 * 0.9);
  for (const [key, count] of counts) expect(Math.abs(count - draws / 10), key).toBeLessThan(tolerance);
});
