import type { AuditEvent } from "@/platform/prisma/client";

/** An event as it leaves the house: every column, each a text, a number or nothing. */
export function toAuditRow(event: AuditEvent) {
  return {
    number: String(event.number),
    at: event.createdAt.toISOString(),
    event: event.name,
    result: event.result,
    reason: event.reason,
    count: event.count,
    actorId: event.actorId,
    subjectId: event.subjectId,
    sessionId: event.sessionId,
    place: event.place,
    agent: event.agent,
    requestId: event.requestId,
    details: event.details,
    seal: event.seal === null ? null : String(event.seal),
  };
}

type AuditRow = ReturnType<typeof toAuditRow>;

const columns = [
  ...([
    "number",
    "at",
    "event",
    "result",
    "reason",
    "count",
    "actorId",
    "subjectId",
    "sessionId",
    "place",
    "agent",
  ] as const),
  ...(["requestId", "details", "seal"] as const),
] satisfies (keyof AuditRow)[];

export const csvHead = csvLine(columns);

export function csvRow(row: AuditRow): string {
  return csvLine(columns.map((column) => (column === "details" ? JSON.stringify(row.details) : row[column])));
}

/** A line by RFC 4180, every field in quotes. */
export function csvLine(cells: readonly (string | number | null)[]): string {
  return `${cells.map((cell) => `"${withoutFormula(String(cell ?? "")).replaceAll('"', '""')}"`).join(",")}\r\n`;
}

/** A spreadsheet takes what starts so for a formula, in quotes or not; behind an apostrophe it is a text (OWASP, CSV Injection). */
function withoutFormula(text: string): string {
  return /^[=+\-@\t\r\n]/.test(text) ? `'${text}` : text;
}
