import type { Deps, RefusalNote } from "@/core/deps";

/** Writes refusals that were collected, each with how many equal ones it stands for, in one statement. */
export async function writeRefusals(
  deps: Pick<Deps, "db" | "clock">,
  refusals: readonly { note: RefusalNote; count: number }[],
): Promise<void> {
  const createdAt = deps.clock.now();
  await deps.db.auditEvent.createMany({
    data: refusals.map(({ note, count }) => ({
      ...note,
      details: { ...note.details },
      result: "REFUSED",
      createdAt,
      count,
    })),
  });
}
