import { beforeEach, expect, it } from "vitest";
import type { Log } from "@/core/deps";
import { createJsonLog } from "./json-log";
import { createSampledLog, sampleConsole } from "./sampled-log";

let elapsed: number;
let lines: { event: string; of?: string; lines?: number }[];
let log: Log;

beforeEach(() => {
  [elapsed, lines] = [0, []];
  const write = (line: string) => void lines.push(JSON.parse(line) as { event: string });
  log = createSampledLog(createJsonLog({ write, clock: { now: () => new Date(0) } }), { elapsed: () => elapsed });
});

const linesOf = (event: string) => lines.filter((line) => line.event === event).length;

it("writes thirty lines a minute of a flood of a thousand a second, and then how many it left out", () => {
  for (let request = 0; request < 60_000; request++) {
    elapsed = request;
    log.error("action_failed", new Error("away"));
  }
  expect(lines).toHaveLength(30);
  elapsed = 60_000;
  log.error("action_failed", new Error("away"));
  expect(lines.slice(30)).toMatchObject([
    { event: "log.left_out", of: "action_failed", lines: 59_970 },
    { event: "action_failed" },
  ]);
});

it("lets no flood of one event hide another", () => {
  for (let request = 0; request < 1_000; request++) log.warn("nextauth", { code: "X" });
  log.warn("alarm.spraying");
  log.info("limit_store_back");
  expect([linesOf("nextauth"), linesOf("alarm.spraying"), linesOf("limit_store_back")]).toEqual([30, 1, 1]);
});

it("leaves out nothing of the audit log", () => {
  for (let event = 0; event < 1_000; event++) log.info("audit", { number: String(event) });
  for (let seal = 0; seal < 60; seal++) log.info("audit.sealed", { seal: String(seal) });
  expect([linesOf("audit"), linesOf("audit.sealed")]).toEqual([1_000, 60]);
});

it("says nothing of lines left out where there were none", () => {
  for (let minute = 0; minute < 5; minute++) {
    log.info("hello");
    elapsed += 60_000;
  }
  expect(lines.map(({ event }) => event)).toEqual(Array(5).fill("hello"));
});

it("holds what others print to the same bound, and counts what it leaves out", () => {
  const printed: unknown[][] = [];
  const printer = { error: (...all: unknown[]) => void printed.push(all), warn: () => undefined };
  sampleConsole(printer, log, { elapsed: () => elapsed });
  for (let request = 0; request < 1_000; request++) printer.error("Failed to find Server Action", request);
  expect(printed).toHaveLength(30);
  expect(printed[0]).toEqual(["Failed to find Server Action", 0]);
  elapsed = 60_000;
  printer.error("again");
  expect(lines).toMatchObject([{ event: "log.left_out", of: "console.error", lines: 970 }]);
});
