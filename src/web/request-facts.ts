import { headers } from "next/headers";
import { deviceLabel, type Device } from "@/features/sessions/device-label";
import { clientAddress } from "@/features/rate-limit/client-address";
import { watchClient } from "@/platform/client-watch";
import { env } from "@/platform/env";
import { peerAddressHeader, readPeer } from "@/platform/peer-address";
import { currentTrace } from "@/platform/request-trace";
import { isSameOrigin } from "./same-origin";

/** The address that limits count by: the socket's, or the one that the trusted proxies vouch for. */
export async function currentClient(): Promise<string> {
  const received = await headers();
  const { address, isForwarded, hasForwardedFor } = readPeer(received.get(peerAddressHeader));
  const facts = {
    peer: address,
    forwardedFor: hasForwardedFor ? received.get("x-forwarded-for") : null,
    trustedProxyHops: env().trustedProxyHops,
  };
  const client = clientAddress(facts);
  watchClient({ ...facts, isForwarded, client });
  return client;
}

/** What a session that begins with this request is known by. */
export function currentDevice(): Device {
  const { agent, place } = currentTrace();
  return { label: agent ?? deviceLabel(null), place };
}

/** Whether the request that is being answered comes from a page of ours; see `isSameOrigin`. */
export async function isSameOriginRequest(): Promise<boolean> {
  return isSameOrigin(await headers(), env().appUrl);
}
