import type { Db } from "@/core/deps";

export type ChainFault =
  /** Its events are not those that it was made of: one was altered, added or taken away. */
  | { kind: "seal_broken"; position: string }
  /** A seal is missing, or does not follow from the one before. */
  | { kind: "chain_broken"; position: string }
  /** Events of seals before the chain's beginning or behind its end; of one that is missing in between, the next tells. */
  | { kind: "events_without_seal"; count: number };

export type ChainVerdict = {
  seals: number;
  events: number;
  /** Written and not sealed yet: some seconds' worth where instances run. */
  unsealed: number;
  /** The newest seal's hash (hex), to compare with one noted elsewhere; null for an empty log. */
  head: string | null;
  faults: ChainFault[];
};

type JudgedSeal = { position: bigint; events: number; hash: Uint8Array; isWhole: boolean; follows: boolean };

/** So many seals are judged by one statement. */
const sealsAtOnce = 100;

/** Computes the whole chain anew. What was deleted by retention from its beginning is no fault; a gap anywhere else is. */
export async function verifyChain(deps: { db: Db }): Promise<ChainVerdict> {
  const verdict: ChainVerdict = { seals: 0, events: 0, unsealed: 0, head: null, faults: [] };
  let before: JudgedSeal | null = null;
  for (;;) {
    const judged: JudgedSeal[] = await judgeSeals(deps, before);
    for (const seal of judged) {
      const position = String(seal.position);
      verdict.seals += 1;
      verdict.events += seal.events;
      if (!seal.isWhole) verdict.faults.push({ kind: "seal_broken", position });
      if (!seal.follows) verdict.faults.push({ kind: "chain_broken", position });
      before = seal;
    }
    if (judged.length < sealsAtOnce) break;
  }
  verdict.head = before ? Buffer.from(before.hash).toString("hex") : null;
  verdict.unsealed = await deps.db.auditEvent.count({ where: { seal: null } });
  const orphans = await countOrphans(deps);
  if (orphans > 0) verdict.faults.push({ kind: "events_without_seal", count: orphans });
  return verdict;
}

/** The next seals, each with whether its hash is that of its events, and whether it follows the one before. */
async function judgeSeals(deps: { db: Db }, before: JudgedSeal | null): Promise<JudgedSeal[]> {
  const isFirst = before === null;
  const [position, hash] = [before?.position ?? 0n, Buffer.from(before?.hash ?? "")];
  return await deps.db.$queryRaw<JudgedSeal[]>`
    SELECT s."position", s."events", s."hash",
      e."amount" = s."events" AND s."hash" = "latchkey_audit_link"(s."previousHash", s."position", e."text") AS "isWhole",
      coalesce(s."position" = lag(s."position") OVER older + 1 AND s."previousHash" = lag(s."hash") OVER older,
        ${isFirst} OR (s."position" = ${position} + 1 AND s."previousHash" = ${hash})) AS "follows"
    FROM (SELECT * FROM "AuditSeal" WHERE "position" > ${position} ORDER BY "position" LIMIT ${sealsAtOnce}) s
    CROSS JOIN LATERAL (
      SELECT count(*)::integer AS "amount", coalesce(string_agg("latchkey_audit_text"(a), E'\n' ORDER BY a."number"), '') AS "text"
      FROM "AuditEvent" a WHERE a."seal" = s."position"
    ) e
    WINDOW older AS (ORDER BY s."position") ORDER BY s."position"`;
}

/** By both ends of the index of seals, however many events there are. */
async function countOrphans(deps: { db: Db }): Promise<number> {
  const rows = await deps.db.$queryRaw<{ count: number }[]>`
    SELECT count(*)::integer AS "count" FROM "AuditEvent", (SELECT min("position") AS "first", max("position") AS "last" FROM "AuditSeal") s
    WHERE "seal" < coalesce(s."first", 0) OR "seal" > coalesce(s."last", 0)`;
  return rows[0]?.count ?? 0;
}
