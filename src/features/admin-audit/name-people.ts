import type { Deps } from "@/core/deps";
import type { AdminViewer } from "@/core/viewer";
import type { AuditEvent } from "@/platform/prisma/client";

/** The addresses of whoever some events tell of, by their ids; who is gone has none. */
export async function namePeople(
  { db }: Pick<Deps, "db">,
  _viewer: AdminViewer,
  events: readonly Pick<AuditEvent, "actorId" | "subjectId">[],
): Promise<ReadonlyMap<string, string>> {
  const ids = new Set(events.flatMap(({ actorId, subjectId }) => [actorId, subjectId]).filter((id) => id !== null));
  if (ids.size === 0) return new Map();
  const users = await db.user.findMany({ where: { id: { in: [...ids] } }, select: { id: true, email: true } });
  return new Map(users.map(({ id, email }) => [id, email]));
}
