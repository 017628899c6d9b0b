import { pino } from "pino";
import type { Clock, Log, LogFields } from "@/core/deps";

/** No caller hands on any of these; a slip of one is kept out of the log all the same. */
const secretFields = ["password", "token", "secret", "cookie", "authorization"];

/**
 * One JSON object a line, written before the call returns: no thread of its own could lose the last lines of a crash. No value can forge
 * a second line or reach a terminal: what JSON leaves as it is and a reader might take for a break, or cannot read, is escaped as well.
 */
export function createJsonLog({ write, clock }: { write: (line: string) => void; clock: Clock }): Log {
  const destination = {
    write: (line: string) => write(line.replace(/[\u007f-\u009f\u2028\u2029\ud800-\udfff]/gu, escapeCharacter)),
  };
  const logger = pino(
    {
      base: null,
      timestamp: () => `,"time":"${clock.now().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: secretFields, censor: "[left out]" },
    },
    destination,
  );
  return {
    info: (event, fields) => logger.info({ event, ...fields }),
    warn: (event, fields) => logger.warn({ event, ...fields }),
    error: (event, error, fields) => logger.error({ event, ...fields, ...describeError(error) }),
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
