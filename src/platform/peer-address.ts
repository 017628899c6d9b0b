import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/** Where the address of a request's socket is found. What a client sends under this name is overwritten. */
export const peerAddressHeader = "x-latchkey-peer";

/**
 * Next shows no page or action the socket's own address, and fills X-Forwarded-For with what the client claims. Node announces each
 * request before anybody handles it: there the true address is written down.
 */
export function recordPeerAddress(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    request.headers[peerAddressHeader] = request.socket.remoteAddress ?? "";
  });
}
