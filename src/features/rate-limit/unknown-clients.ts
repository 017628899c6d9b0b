import type { Limiter } from "@/core/deps";
import { unknownClient } from "./client-address";
import { unknownClients } from "./policy";

/**
 * Whoever comes without an address shares one bucket, which is therefore wide: under the limit of one client, a single person would lock
 * out all others. What one account, one mailbox and the site as a whole may do holds for them as for everybody.
 */
export function shareAmongUnknown(limiter: Limiter): Limiter {
  return {
    take(limit, client) {
      if (client !== unknownClient) return limiter.take(limit, client);
      if (limit.windowSeconds > unknownClients.windowSeconds) return Promise.resolve({ ok: true });
      return limiter.take({ name: `${limit.name}-unknown`, ...unknownClients }, client);
    },
  };
}
