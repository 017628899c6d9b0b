import type { Deps } from "@/core/deps";
import { noteFinding } from "@/features/site-alarm/note-finding";
import { isPrivateAddress, unknownClient, type AddressFacts } from "./client-address";

/** Why limits by client may not count clients, and what an operator does about it. */
export const clientFaults = {
  no_proxy_configured:
    "A proxy stands in front of this app, but TRUSTED_PROXY_HOPS is 0: everybody behind it shares the limits of one client. Set it to the number of your proxies.",
  no_address:
    "The proxies in front wrote fewer addresses to X-Forwarded-For than TRUSTED_PROXY_HOPS counts, so nobody's address is known. Let each append the address that it saw, or lower the number.",
  one_address:
    "Everybody seems to come from one address, so all share the limits of one client. Let each proxy append the address that it saw to X-Forwarded-For, and count each in TRUSTED_PROXY_HOPS.",
} as const;

export type ClientFault = keyof typeof clientFaults;

/** What one process has seen; a fault is answered again after this long, so that the doctor knows it is still there. */
const againMs = 60 * 60_000;
/** So many requests are looked at together; a few clients may send any header, nine of ten do not. */
const blockSize = 100;
const forwardedShare = 0.9;
/** One person cannot be told from everybody by a burst: an address from outside is doubted when it was alone so long. */
const sameInARow = { private: 100, public: 1_000, publicMs: 60 * 60_000 };

export type ClientSeen = AddressFacts & { client: string; isForwarded: boolean };

export type ClientWatch = {
  /** The fault that this request shows, if it is time to tell it. */
  look(seen: ClientSeen): ClientFault | null;
};

/** Watches, in one process, whether the addresses that limits count by tell clients apart. `elapsed` is in milliseconds and only grows. */
export function createClientWatch({ elapsed }: { elapsed: () => number }): ClientWatch {
  const toldAt = new Map<ClientFault, number>();
  const block = { requests: 0, forwarded: 0 };
  let row = { client: "", requests: 0, since: 0 };

  function isMostlyForwarded({ isForwarded }: ClientSeen): boolean {
    block.requests += 1;
    if (isForwarded) block.forwarded += 1;
    if (block.requests < blockSize) return false;
    const isMost = block.forwarded >= blockSize * forwardedShare;
    block.requests = block.forwarded = 0;
    return isMost;
  }

  function isAlone({ client }: ClientSeen): boolean {
    if (client !== row.client) row = { client, requests: 0, since: elapsed() };
    row.requests += 1;
    if (isPrivateAddress(client)) return row.requests >= sameInARow.private;
    return row.requests >= sameInARow.public && elapsed() - row.since >= sameInARow.publicMs;
  }

  function faultOf(seen: ClientSeen): ClientFault | null {
    const [mostlyForwarded, alone] = [isMostlyForwarded(seen), isAlone(seen)];
    if (seen.trustedProxyHops === 0) {
      const isProxy = seen.isForwarded && isPrivateAddress(seen.peer ?? "");
      if (isProxy || mostlyForwarded) return "no_proxy_configured";
    } else if (seen.client === unknownClient && seen.peer) return "no_address";
    return alone && seen.client !== unknownClient ? "one_address" : null;
  }

  return {
    look(seen) {
      const fault = faultOf(seen);
      if (!fault || elapsed() - (toldAt.get(fault) ?? -Infinity) < againMs) return null;
      toldAt.set(fault, elapsed());
      return fault;
    },
  };
}

/** Writes a fault down for the doctor, and a line about it: once a day over all instances, or `always`, as at boot. */
export async function tellClientFault(
  deps: Pick<Deps, "db" | "clock" | "log">,
  fault: ClientFault,
  { always = false } = {},
): Promise<void> {
  const event = `client_address.${fault}`;
  const fields = { advice: clientFaults[fault] };
  if (always) deps.log.warn(event, fields);
  const isOurs = await noteFinding(deps, { name: event, tellEveryMinutes: 24 * 60 });
  if (isOurs && !always) deps.log.warn(event, fields);
}
