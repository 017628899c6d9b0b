import type { Clock, Log, LogFields } from "@/core/deps";

type Level = "info" | "warn" | "error";

/** One JSON object a line. JSON escapes line breaks and terminal codes, so no value can forge a second line. */
export function createJsonLog({ write, clock }: { write: (line: string) => void; clock: Clock }): Log {
  function record(level: Level, event: string, fields: LogFields = {}): void {
    const line = JSON.stringify({ time: clock.now().toISOString(), level, event, ...fields });
    write(`${line.replace(/[\u007f-\u009f\u2028\u2029]/g, escapeCharacter)}\n`);
  }
  return {
    info: (event, fields) => record("info", event, fields),
    warn: (event, fields) => record("warn", event, fields),
    error: (event, error, fields) => record("error", event, { ...fields, ...describeError(error) }),
  };
}

/** Name and code alone: a message may quote what was typed, a stack names the machine's files. */
function describeError(error: unknown): LogFields {
  if (!(error instanceof Error)) return { error: typeof error };
  const code = "code" in error && typeof error.code === "string" ? error.code : undefined;
  return { error: error.name, code };
}

function escapeCharacter(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
