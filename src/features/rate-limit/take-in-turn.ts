import type { Limit, LimitsVerdict, LimitVerdict } from "@/core/deps";

/** Counts by each limit in turn, up to the first that refuses: for whom one trip for all saves nothing. */
export async function takeInTurn(
  limits: readonly Limit[],
  take: (limit: Limit) => LimitVerdict | Promise<LimitVerdict>,
): Promise<LimitsVerdict> {
  for (const [passed, limit] of limits.entries()) {
    const verdict = await take(limit);
    if (!verdict.ok) return { ...verdict, passed };
  }
  return { ok: true };
}
