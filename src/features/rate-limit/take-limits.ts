import type { Deps, Limit, LimitVerdict } from "@/core/deps";

/** Counts one request by several limits, the narrowest first; the first that refuses it answers. */
export async function takeLimits(
  deps: Pick<Deps, "limiter">,
  limits: readonly Limit[],
  client: string,
): Promise<LimitVerdict> {
  for (const limit of limits) {
    const verdict = await deps.limiter.take(limit, client);
    if (!verdict.ok) return verdict;
  }
  return { ok: true };
}
