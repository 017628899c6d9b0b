import type { Deps } from "@/core/deps";
import type { AdminViewer, RecentViewer } from "@/core/viewer";
import { recordEvent } from "@/features/audit-log/record-event";
import type { AuditEvent } from "@/platform/prisma/client";
import { csvHead, csvRow, toAuditRow } from "./audit-rows";
import type { AuditFilter, ExportFormat } from "./schema";
import { searchEvents } from "./search-events";

/** So many events are in memory at a time, about half a megabyte. */
const batchSize = 1000;

const formats = {
  csv: { head: csvHead, line: (event: AuditEvent) => csvRow(toAuditRow(event)) },
  jsonl: { head: "", line: (event: AuditEvent) => `${JSON.stringify(toAuditRow(event))}\n` },
} as const satisfies Record<ExportFormat, unknown>;

/**
 * The events of a filter, as pieces of one file that are read from the database as they are asked for. That they were exported is
 * recorded before the first of them leaves.
 */
export async function exportEvents(
  deps: Pick<Deps, "db" | "clock" | "trace">,
  viewer: AdminViewer & RecentViewer,
  { filter, format }: { filter: AuditFilter; format: ExportFormat },
): Promise<AsyncGenerator<string, void>> {
  const who = { actorId: viewer.id, subjectId: viewer.id, sessionId: viewer.sessionId };
  await deps.db.$transaction((tx) => recordEvent(deps, tx, { name: "audit.exported", ...who, details: { format } }));
  return readPieces(deps, viewer, { filter, format });
}

async function* readPieces(
  deps: Pick<Deps, "db">,
  viewer: AdminViewer,
  { filter, format }: { filter: AuditFilter; format: ExportFormat },
): AsyncGenerator<string, void> {
  const { head, line } = formats[format];
  if (head !== "") yield head;
  let before: bigint | null = null;
  do {
    const page: Awaited<ReturnType<typeof searchEvents>> = await searchEvents(deps, viewer, {
      filter,
      before,
      take: batchSize,
    });
    if (page.events.length > 0) yield page.events.map(line).join("");
    before = page.next;
  } while (before !== null);
}
