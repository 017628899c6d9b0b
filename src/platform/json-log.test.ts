import { expect, it } from "vitest";
import { createJsonLog } from "./json-log";

function recorder() {
  const lines: string[] = [];
  const clock = { now: () => new Date("2026-03-01T12:00:00Z") };
  return { lines, log: createJsonLog({ write: (line) => lines.push(line), clock }) };
}

it("writes one JSON object a line, with time, level and event", () => {
  const { lines, log } = recorder();
  log.info("outbox.sent", { kind: "reset-link", count: 2 });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toEqual({
    time: "2026-03-01T12:00:00.000Z",
    level: "info",
    event: "outbox.sent",
    kind: "reset-link",
    count: 2,
  });
});

it("keeps line breaks, terminal codes and forged fields inside one escaped value", () => {
  const { lines, log } = recorder();
  const hostile = 'a\r\nb\u001b[31m\u2028","level":"error\u009b';
  log.warn("event", { value: hostile });
  const [line = ""] = lines;
  expect(line.slice(0, -1)).toMatch(/^[\x20-\x7e]+$/);
  expect(JSON.parse(line)).toMatchObject({ level: "warn", value: hostile });
});

it("records an error by name and code, for its message may quote what was typed", () => {
  const { lines, log } = recorder();
  log.error("failed", Object.assign(new TypeError("the password hunter2 is wrong"), { code: "P2002" }));
  log.error("failed", "a thrown text with hunter2");
  expect(lines.join("")).not.toContain("hunter2");
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({ level: "error", error: "TypeError", code: "P2002" });
});
