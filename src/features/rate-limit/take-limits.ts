import type { Deps, Limit, LimitVerdict } from "@/core/deps";

/** Counts one request by several limits, the narrowest first; the first that refuses it answers. */
export async function takeLimits(
  deps: Pick<Deps, "limiter">,
  limits: readonly Limit[],
  client: string,
): Promise<LimitVerdict> {
  const verdict = await deps.limiter.takeAll(limits, client);
  return verdict.ok ? verdict : { ok: false, retryAfterSeconds: verdict.retryAfterSeconds };
}
