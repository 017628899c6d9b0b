import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server } from "node:http";
import { Socket } from "node:net";

/** For a request to arrive, body and all: a picture of the largest size over a slow line. Node ends it within half a minute more. */
export const requestMaxMs = 60_000;

/**
 * Bounds what a connection may hold, on each server of this process before its first request, and lets every answer arrive.
 *
 * Where Next was asked to upgrade a connection for a path that it does not know, it would let it lie for ever. The app upgrades none, and
 * without a listener Node answers such a request like any other. Node's own bound on a request is five minutes.
 */
export function boundConnections(): void {
  subscribe("net.server.socket", (message) => {
    const { server } = (message as { socket: Socket & { server?: Partial<Server> } }).socket;
    if (server?.requestTimeout === undefined) return;
    server.requestTimeout = requestMaxMs;
    server.removeAllListeners?.("upgrade");
  });
  subscribe("http.server.response.finish", (message) => {
    const { request, socket } = message as { request: IncomingMessage; socket: Socket };
    if (!request.complete) closeAfter(request, socket);
  });
}

/**
 * Where the connection ends with this answer, closes our side alone until the rest of the request has come, which Node drops (RFC 9112,
 * 9.6). A connection that is closed while a client still sends is reset, and the answer, say that a picture is too large, would be lost to
 * it: a proxy that asks for a connection of one request, as nginx does, would make 502 of it. The bound on a request holds for the rest
 * too.
 */
function closeAfter(request: IncomingMessage, socket: Socket): void {
  socket.destroySoon = () => socket.end();
  request.once("close", () => {
    socket.destroySoon = () => Socket.prototype.destroySoon.call(socket);
    if (socket.writableEnded) socket.destroy();
  });
}
