import type { Deps } from "@/core/deps";
import { beyondAll } from "@/core/number-cursor";
import { pageSize } from "@/core/page-cursor";
import type { Viewer } from "@/core/viewer";
import type { AuditEvent } from "@/platform/prisma/client";

export type ActivityRow = {
  number: bigint;
  name: string;
  isRefused: boolean;
  reason: string | null;
  /** How many equal refusals of one second it stands for. */
  count: number;
  details: unknown;
  createdAt: Date;
  /** Null too where somebody else did it: where an administrator sits is not the viewer's to know. */
  place: string | null;
  agent: string | null;
  /** Who did it, seen from the viewer. */
  by: "viewer" | "somebody else" | "nobody known";
  /** Whether it happened to the viewer's account, not by the viewer to another. */
  isOwn: boolean;
  isThisSession: boolean;
};

/**
 * What happened to the viewer's account, and what the viewer did, the newest first, a page at a time. Each half is read from its own
 * index and no further than the page needs.
 */
export async function listActivity(
  deps: Pick<Deps, "db">,
  viewer: Viewer,
  { before }: { before: bigint | null },
): Promise<{ rows: ActivityRow[]; next: bigint | null }> {
  const [from, take] = [before ?? beyondAll, pageSize + 1];
  const found = await deps.db.$queryRaw<AuditEvent[]>`
    SELECT e.* FROM "AuditEvent" e JOIN (
      (SELECT "number" FROM "AuditEvent" WHERE "subjectId" = ${viewer.id} AND "number" < ${from} ORDER BY "number" DESC LIMIT ${take})
      UNION
      (SELECT "number" FROM "AuditEvent" WHERE "actorId" = ${viewer.id} AND "number" < ${from} ORDER BY "number" DESC LIMIT ${take})
    ) own USING ("number") ORDER BY e."number" DESC LIMIT ${take}`;
  const rows = found.slice(0, pageSize).map((event) => toRow(event, viewer));
  return { rows, next: found.length > pageSize ? (rows.at(-1)?.number ?? null) : null };
}

function toRow(event: AuditEvent, viewer: Viewer): ActivityRow {
  const { number, name, result, reason, count, details, createdAt, actorId } = event;
  const by = actorId === null ? "nobody known" : actorId === viewer.id ? "viewer" : "somebody else";
  const { place, agent } = by === "somebody else" ? { place: null, agent: null } : event;
  return {
    ...{ number, name, isRefused: result === "REFUSED", reason, count, details, createdAt, place, agent, by },
    isOwn: event.subjectId === null || event.subjectId === viewer.id,
    isThisSession: event.sessionId === viewer.sessionId,
  };
}
