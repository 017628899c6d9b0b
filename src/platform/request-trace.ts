import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import { subscribe } from "node:diagnostics_channel";
import type { IncomingMessage } from "node:http";
import type { Trace } from "@/core/deps";
import { clientAddress } from "@/features/rate-limit/client-address";
import { deviceLabel, placeOf } from "@/features/sessions/device-label";
import { env } from "./env";

const nobody: Trace = { requestId: null, place: null, agent: null };

type Traced = { request: IncomingMessage; peer: string | null; forwardedFor: string | null; trace: Trace | null };

// The bundler may load this module once for the pages and once for the instrumentation; a request is in one storage all the same.
const shared = globalThis as typeof globalThis & { latchkeyTraces?: AsyncLocalStorage<Traced> };
const traces = (shared.latchkeyTraces ??= new AsyncLocalStorage<Traced>());

/**
 * Remembers each request for what is done while it is answered. Node announces a request before anybody handles it; the name it gets
 * there is ours, never one that the client sent. Must be called before anything else alters a request's headers.
 */
export function traceRequests(): void {
  subscribe("http.server.request.start", (message) => {
    const { request } = message as { request: IncomingMessage };
    const forwarded = request.headers["x-forwarded-for"];
    const forwardedFor = (Array.isArray(forwarded) ? forwarded.join(",") : forwarded) ?? null;
    traces.enterWith({ request, peer: request.socket.remoteAddress ?? null, forwardedFor, trace: null });
  });
}

/** What may be kept of the request that is being answered. Worked out when it is first asked for, since most requests record nothing. */
export function currentTrace(): Trace {
  const traced = traces.getStore();
  if (!traced) return nobody;
  traced.trace ??= readTrace(traced);
  return traced.trace;
}

function readTrace({ request, peer, forwardedFor }: Traced): Trace {
  const { trustedProxyHops } = env();
  return {
    requestId: randomUUID(),
    place: placeOf(clientAddress({ peer, forwardedFor, trustedProxyHops })),
    agent: deviceLabel(request.headers["user-agent"] ?? null),
  };
}
