import type { Deps } from "@/core/deps";
import type { AuditEvent } from "@/platform/prisma/client";

/** A seal is one link of the chain. One of a thousand events is verified as fast as one of ten, and waits for nobody long. */
const eventsPerSeal = 1000;

/**
 * Binds committed events to the chain, counts them for the overview and writes each to the log once, over all instances: of two that
 * seal at the same moment one finds nothing to do. Called every second.
 */
export async function sealEvents(deps: Pick<Deps, "db" | "log">): Promise<void> {
  let sealed: AuditEvent[];
  do {
    sealed = await deps.db.$queryRaw<AuditEvent[]>`SELECT * FROM "latchkey_seal_audit"(${eventsPerSeal}::integer)`;
    for (const event of sealed) deps.log.info("audit", fieldsOf(event));
  } while (sealed.length === eventsPerSeal);
}

function fieldsOf(event: AuditEvent) {
  const { number, seal, createdAt, name, details, ...rest } = event;
  return {
    ...rest,
    number: String(number),
    seal: String(seal),
    at: createdAt.toISOString(),
    name,
    details: JSON.stringify(details),
  };
}
