import type { Limit, Limiter, LimitVerdict } from "@/core/deps";
import { unknownClient } from "./client-address";
import { limits, unknownClients } from "./policy";
import { takeInTurn } from "./take-in-turn";

/**
 * Whoever comes without an address shares one bucket, which is therefore wide: under the limit of one client, a single person would lock
 * out all others. What one account, one mailbox and the site as a whole may do holds for them as for everybody.
 */
export function shareAmongUnknown(limiter: Limiter): Limiter {
  function takeUnknown(limit: Limit): Promise<LimitVerdict> {
    const { name, windowSeconds } = limit;
    const { max } = unknownClients;
    const isLong = windowSeconds > unknownClients.windowSeconds;
    if (isLong && name !== limits.captchaByMail.name) return Promise.resolve({ ok: true });
    return limiter.take({ name: `${name}-unknown`, max, windowSeconds }, unknownClient);
  }
  return {
    take: (limit, client) => (client === unknownClient ? takeUnknown(limit) : limiter.take(limit, client)),
    takeAll: (limits, client) =>
      client === unknownClient ? takeInTurn(limits, takeUnknown) : limiter.takeAll(limits, client),
  };
}
