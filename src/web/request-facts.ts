import { headers } from "next/headers";
import { deviceLabel, placeOf, type Device } from "@/features/sessions/device-label";
import { clientAddress } from "@/features/rate-limit/client-address";
import type { ClientSeen } from "@/features/rate-limit/client-watch";
import { watchClient } from "@/platform/client-watch";
import { env } from "@/platform/env";
import { peerAddressHeader, readPeer } from "@/platform/peer-address";
import { isSameOrigin } from "./same-origin";

/** The address that limits count by: the socket's, or the one that the trusted proxies vouch for. */
export async function currentClient(): Promise<string> {
  const seen = await seenClient();
  watchClient(seen);
  return seen.client;
}

/** What a session that begins with this request is known by. */
export async function currentDevice(): Promise<Device> {
  return { label: deviceLabel((await headers()).get("user-agent")), place: placeOf((await seenClient()).client) };
}

async function seenClient(): Promise<ClientSeen> {
  const received = await headers();
  const { address, isForwarded, hasForwardedFor } = readPeer(received.get(peerAddressHeader));
  const facts = {
    peer: address,
    forwardedFor: hasForwardedFor ? received.get("x-forwarded-for") : null,
    trustedProxyHops: env().trustedProxyHops,
  };
  return { ...facts, isForwarded, client: clientAddress(facts) };
}

/** Whether the request that is being answered comes from a page of ours; see `isSameOrigin`. */
export async function isSameOriginRequest(): Promise<boolean> {
  return isSameOrigin(await headers(), env().appUrl);
}
