import { afterEach, beforeEach, expect, vi } from "vitest";

const noise: string[] = [];

// A rule that prints is a rule that logs past the log.
beforeEach(() => {
  noise.length = 0;
  for (const method of ["log", "info", "warn", "error"] as const) {
    vi.spyOn(console, method).mockImplementation((...words: unknown[]) => {
      noise.push(`console.${method}: ${words.map(String).join(" ")}`);
    });
  }
});

afterEach(() => {
  vi.restoreAllMocks();
  expect(noise, "nothing is printed").toEqual([]);
});
