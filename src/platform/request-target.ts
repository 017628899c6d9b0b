import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/**
 * A client may write a whole URL where a path belongs (RFC 9112, 3.2.2). Next takes its two slashes for a fault of ours and answers with
 * a redirect to that URL, wherever it leads: so it is cut to its path before Next sees it.
 */
export function cutRequestTargets(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    const target = request.url ?? "";
    if (target.startsWith("/") || !URL.canParse(target)) return;
    const { pathname, search } = new URL(target);
    request.url = pathname + search;
  });
}
