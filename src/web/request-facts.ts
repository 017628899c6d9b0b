import { headers } from "next/headers";
import { clientAddress } from "@/features/rate-limit/client-address";
import { peerAddressHeader } from "@/platform/peer-address";
import { env } from "@/platform/env";

/** The address that limits count by: the socket's, or the one that the trusted proxies vouch for. */
export async function currentClient(): Promise<string> {
  const received = await headers();
  return clientAddress({
    peer: received.get(peerAddressHeader),
    forwardedFor: received.get("x-forwarded-for"),
    trustedProxyHops: env().trustedProxyHops,
  });
}

/**
 * Whether a state-changing request comes from a page of ours. Next compares Origin with the Host header, and so with what a forwarding
 * header claims; this compares with the configured origin. Without an Origin, only a client that is no browser passes:
 * every browser that sends our cookies across sites says so in Sec-Fetch-Site.
 */
export async function isSameOriginRequest(): Promise<boolean> {
  const received = await headers();
  const origin = received.get("origin");
  if (origin !== null) return origin === env().appUrl;
  const site = received.get("sec-fetch-site");
  return site === null || site === "same-origin" || site === "none";
}
