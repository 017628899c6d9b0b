import type { Deps } from "@/core/deps";
import type { AuditEvent } from "@/platform/prisma/client";

/** A seal is one link of the chain. One of a thousand events is verified as fast as one of ten, and waits for nobody long. */
const eventsPerSeal = 1000;

/**
 * Binds committed events to the chain, counts them for the overview and writes each to the log once, over all instances, and then the
 * seal's hash: who holds the database cannot make up another chain past a log that is kept elsewhere. Of two that seal at the same
 * moment one finds nothing to do. Called every second.
 */
export async function sealEvents(deps: Pick<Deps, "db" | "log">): Promise<void> {
  let sealed: AuditEvent[];
  do {
    sealed = await deps.db.$queryRaw<AuditEvent[]>`SELECT * FROM "latchkey_seal_audit"(${eventsPerSeal}::integer)`;
    for (const event of sealed) deps.log.info("audit", fieldsOf(event));
    await logSeal(deps, sealed[0]?.seal ?? null);
  } while (sealed.length === eventsPerSeal);
}

async function logSeal({ db, log }: Pick<Deps, "db" | "log">, position: bigint | null): Promise<void> {
  if (position === null) return;
  const seal = await db.auditSeal.findUniqueOrThrow({ where: { position } });
  const hash = Buffer.from(seal.hash).toString("hex");
  log.info("audit.sealed", { seal: String(position), events: seal.events, at: seal.sealedAt.toISOString(), hash });
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
