import { randomBytes } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

// The bundler may load this module more than once; a process has one name all the same.
const shared = globalThis as typeof globalThis & { latchkeyPeerHeader?: string };
shared.latchkeyPeerHeader ??= `x-latchkey-peer-${randomBytes(16).toString("hex")}`;

/**
 * Where the address of a request's socket is found. The name is random, for Next listens before instrumentation has run: a request
 * of that moment has no address, and under a name that could be known it would have whichever its client sent.
 */
export const peerAddressHeader: string = shared.latchkeyPeerHeader;

/**
 * Next shows no page or action the socket's own address, and fills X-Forwarded-For with what the client claims. Node announces each
 * request before anybody handles it: there the true address is written down, over whatever was sent under that name.
 */
export function recordPeerAddress(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    const address = request.socket.remoteAddress ?? "";
    request.headers[peerAddressHeader] = address;
    // Node's other views are made of the raw list. It keeps its length, which Node has noted elsewhere.
    request.rawHeaders.forEach((name, index, raw) => {
      if (index % 2 === 0 && name.toLowerCase() === peerAddressHeader) raw[index + 1] = address;
    });
  });
}
