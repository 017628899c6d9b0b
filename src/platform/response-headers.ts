import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, ServerResponse } from "node:http";

/** The pages that a mailed link opens, as the first part of their path. */
export const linkPages = ["verify", "reset-password", "signin", "unlock"] as const;

const everywhere: readonly [string, string][] = [
  ["Strict-Transport-Security", "max-age=63072000; includeSubDomains"],
  ["X-Content-Type-Options", "nosniff"],
  ["X-Frame-Options", "DENY"],
  ["Cross-Origin-Opener-Policy", "same-origin"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["Permissions-Policy", "camera=(), microphone=(), geolocation=(), browsing-topics=()"],
];

const onLinkPage = new RegExp(`^/(${linkPages.join("|")})([/?]|$)`);
const bearsToken = /[?&]token=|^[^?]*\/open(\?|$)/;

/**
 * Gives every answer its protective headers, also those that Next makes by itself. Node announces each request before anybody handles
 * it; through Next's own list of headers, which is matched anew for each request, the same costs a bare route five parts in a hundred.
 */
export function sendSecurityHeaders(): void {
  subscribe("http.server.request.start", (message) => {
    const { request, response } = message as { request: IncomingMessage; response: ServerResponse };
    for (const [name, value] of everywhere) response.setHeader(name, value);
    sendAddressHeaders(response, request.url ?? "");
  });
}

function sendAddressHeaders(response: ServerResponse, url: string): void {
  if (!onLinkPage.test(url)) {
    response.setHeader("Referrer-Policy", "strict-origin-when-cross-origin");
    return;
  }
  response.setHeader("Cache-Control", "no-store");
  // Once the token is in no address, not `no-referrer`: with it a browser calls the origin of the page's own form "null".
  response.setHeader("Referrer-Policy", bearsToken.test(url) ? "no-referrer" : "same-origin");
}
