/**
 * Whether a state-changing request comes from a page of ours. Next compares Origin with the Host header, and so with what a forwarding
 * header claims; this compares with the configured origin. Without an Origin, only a client that is no browser passes:
 * every browser that sends our cookies across sites says so in Sec-Fetch-Site.
 */
export function isSameOrigin(received: Pick<Headers, "get">, appUrl: string): boolean {
  const origin = received.get("origin");
  if (origin !== null) return origin === appUrl;
  const site = received.get("sec-fetch-site");
  return site === null || site === "same-origin" || site === "none";
}
