import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";

/**
 * Mends what Next cannot read, before it does.
 *
 * A client may write a whole URL where a path belongs (RFC 9112, 3.2.2). Next takes its two slashes for a fault of ours and answers with
 * a redirect to that URL, wherever it leads; of a target without a path, such as `*`, it makes 500. So each becomes a path of this site.
 *
 * Of TRACE no `Request` can be made (Fetch, 5.4), and Next answers with 500. As another method that no route has, it is refused.
 */
export function mendRequestLines(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    if (request.method === "TRACE") request.method = "PROPFIND";
    request.url = pathOf(request.url ?? "");
  });
}

/** Path and query, beginning with a slash whatever was sent. */
function pathOf(target: string): string {
  if (target.startsWith("/")) return target;
  const { pathname, search } = URL.canParse(target) ? new URL(target) : { pathname: target, search: "" };
  return pathname.startsWith("/") ? pathname + search : `/${pathname}${search}`;
}
