import {
  createClientWatch,
  tellClientFault,
  type ClientSeen,
  type ClientWatch,
} from "@/features/rate-limit/client-watch";
import { deps } from "./deps";
import { env } from "./env";

// The bundler may load this module more than once; a process watches once all the same.
const shared = globalThis as typeof globalThis & { latchkeyClientWatch?: ClientWatch };

/** Looks at where a request came from, and tells the operator when clients cannot be told apart. The request does not wait for it. */
export function watchClient(seen: ClientSeen): void {
  if (env().mode === "local") return;
  shared.latchkeyClientWatch ??= createClientWatch({ elapsed: () => performance.now() });
  const fault = shared.latchkeyClientWatch.look(seen);
  if (fault) tellClientFault(deps(), fault).catch((error: unknown) => deps().log.error("client_watch_failed", error));
}
