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

/** By which proxies name the client. A limit believes the first alone; the others tell that somebody stands in front. */
const forwardingHeaders = ["x-forwarded-for", "forwarded", "x-real-ip", "true-client-ip", "cf-connecting-ip"];

export type Peer = {
  /** The other end of the socket; null where it was not recorded. */
  address: string | null;
  /** Whether the request came with a header by which proxies name the client. */
  isForwarded: boolean;
  /** Whether one of them was X-Forwarded-For. Next adds it where it is missing, so that it cannot be told from what a page sees. */
  hasForwardedFor: boolean;
};

/** Reads what was recorded under `peerAddressHeader`. */
export function readPeer(recorded: string | null): Peer {
  const [address = "", ...names] = (recorded ?? "").split(" ");
  return {
    address: address || null,
    isForwarded: names.length > 0,
    hasForwardedFor: names[0] === forwardingHeaders[0],
  };
}

/**
 * Next shows no page or action the socket's own address, and fills X-Forwarded-For with what the client claims. Node announces each
 * request before anybody handles it: there the true address is written down, with the names of forwarding headers, over whatever was sent under that name.
 */
export function recordPeerAddress(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    const names = forwardingHeaders.filter((name) => request.headers[name] !== undefined);
    const recorded = [request.socket.remoteAddress ?? "", ...names].join(" ");
    request.headers[peerAddressHeader] = recorded;
    // Node's other views are made of the raw list. It keeps its length, which Node has noted elsewhere.
    request.rawHeaders.forEach((name, index, raw) => {
      if (index % 2 === 0 && name.toLowerCase() === peerAddressHeader) raw[index + 1] = recorded;
    });
  });
}
