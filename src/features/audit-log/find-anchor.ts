import type { Db } from "@/core/deps";

/**
 * Whether the chain still goes through a seal that was noted elsewhere. One that was before the chain's present beginning went by
 * retention, one behind its end was cut off.
 */
export async function findAnchor(
  { db }: { db: Db },
  { position, hash }: { position: bigint; hash: string },
): Promise<"matches" | "differs" | "forgotten"> {
  const seal = await db.auditSeal.findUnique({ where: { position } });
  if (seal) return Buffer.from(seal.hash).toString("hex") === hash ? "matches" : "differs";
  const first = await db.auditSeal.findFirst({ orderBy: { position: "asc" }, select: { position: true } });
  return first && position < first.position ? "forgotten" : "differs";
}
