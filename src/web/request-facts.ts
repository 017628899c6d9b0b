import { headers } from "next/headers";
import { deviceLabel, placeOf, type Device } from "@/features/sessions/device-label";
import { clientAddress } from "@/features/rate-limit/client-address";
import { peerAddressHeader } from "@/platform/peer-address";
import { env } from "@/platform/env";
import { isSameOrigin } from "./same-origin";

/** The address that limits count by: the socket's, or the one that the trusted proxies vouch for. */
export async function currentClient(): Promise<string> {
  const received = await headers();
  return clientAddress({
    peer: received.get(peerAddressHeader),
    forwardedFor: received.get("x-forwarded-for"),
    trustedProxyHops: env().trustedProxyHops,
  });
}

/** What a session that begins with this request is known by. */
export async function currentDevice(): Promise<Device> {
  return { label: deviceLabel((await headers()).get("user-agent")), place: placeOf(await currentClient()) };
}

/** Whether the request that is being answered comes from a page of ours; see `isSameOrigin`. */
export async function isSameOriginRequest(): Promise<boolean> {
  return isSameOrigin(await headers(), env().appUrl);
}
