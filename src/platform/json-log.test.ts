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

it("writes what a log collector expects and nothing of the machine", () => {
  const { lines, log } = recorder();
  log.warn("mail.slow", { seconds: 2.5, isLast: false, provider: null, kind: undefined, share: Number.NaN });
  expect(lines).toEqual([
    '{"level":"warn","time":"2026-03-01T12:00:00.000Z","event":"mail.slow","seconds":2.5,"isLast":false,"provider":null,"share":null}\n',
  ]);
});

it.each(["password", "token", "secret", "cookie", "authorization"])("leaves out a field that is named %s", (field) => {
  const { lines, log } = recorder();
  log.info("slip", { [field]: "hunter2", kept: "a plain fact" });
  log.warn("slip", { [field]: "hunter2", kept: "a plain fact" });
  log.error("slip", new Error("hunter2"), { [field]: "hunter2", kept: "a plain fact" });
  expect(lines.join("")).not.toContain("hunter2");
  expect(lines.map((line) => (JSON.parse(line) as Record<string, unknown>)["kept"])).toEqual(
    Array(3).fill("a plain fact"),
  );
});

it("is written when the call returns, also right before the process dies", () => {
  const { lines, log } = recorder();
  log.info("first");
  expect(lines).toHaveLength(1);
  log.error("second", new Error("away"));
  expect(lines).toHaveLength(2);
});

it("keeps any character in a value or a name to its line, and gives it back as it was", () => {
  const { lines, log } = recorder();
  const controls = Array.from({ length: 0xa0 }, (_, code) => String.fromCharCode(code));
  const characters = [...controls, "\u2028", "\u2029", "\ud800", "\udfff", "😀"];
  for (const character of characters) {
    const fields = { [`name${character}`]: `a${character}b`.repeat(30), short: character };
    log.info("event", fields);
    const [line = ""] = lines.splice(0);
    expect(line.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\ud800-\udfff]/u);
    expect(JSON.parse(line)).toMatchObject(fields);
  }
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
