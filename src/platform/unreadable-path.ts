import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";

/** A server as its announcements show it, with the one word by which it tells its listeners anything. */
type Teller = { emit: (event: string, ...details: unknown[]) => boolean };

const guarded = new WeakSet<Teller>();

/**
 * Answers a path whose percent signs make no text, such as `/u/%ff`, with 400. Next answers with 500 where such a part of a path is a
 * parameter, and writes a fault of ours to the log, as often as a stranger likes.
 */
export function refuseUnreadablePaths(): void {
  subscribe("http.server.request.start", (message) => {
    const { server } = message as { server: Server };
    if (!guarded.has(server)) guard(server);
  });
}

/**
 * Who hears the announcement of a request cannot keep it from the server's own listeners, so from the first one on the server passes
 * over it. By then the headers of every answer are set.
 */
function guard(server: Teller): void {
  guarded.add(server);
  const tell = server.emit.bind(server);
  server.emit = (event, ...details) => {
    if (event !== "request") return tell(event, ...details);
    const [request, response] = details as [IncomingMessage, ServerResponse];
    if (isReadable(request.url ?? "")) return tell(event, request, response);
    response.writeHead(400, { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" });
    response.end("This address cannot be read: what follows a percent sign in it is no character.\n");
    return true;
  };
}

function isReadable(target: string): boolean {
  try {
    decodeURIComponent(target.split("?", 1)[0] ?? "");
    return true;
  } catch {
    return false;
  }
}
