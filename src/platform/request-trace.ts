import { randomUUID } from "node:crypto";
import { workUnitAsyncStorage } from "next/dist/server/app-render/work-unit-async-storage.external.js";
import type { Trace } from "@/core/deps";
import { clientAddress } from "@/features/rate-limit/client-address";
import { deviceLabel, placeOf } from "@/features/sessions/device-label";
import { env } from "./env";
import { peerAddressHeader, readPeer } from "./peer-address";

const nobody: Trace = { requestId: null, place: null, agent: null };

type ReceivedHeaders = { get(name: string): string | null };

// The bundler may load this module more than once; a request has one name all the same.
const shared = globalThis as typeof globalThis & { latchkeyTraces?: WeakMap<ReceivedHeaders, Trace> };
const traces = (shared.latchkeyTraces ??= new WeakMap<ReceivedHeaders, Trace>());

/**
 * What may be kept of the request that is being answered. Worked out when it is first asked for, since most requests record nothing. The
 * request's name is ours, never one that the client sent. Next's own storage tells which request it is, because one of ours would make
 * every promise of every request dearer, and because `headers()` answers only later.
 */
export function currentTrace(): Trace {
  const scope = workUnitAsyncStorage.getStore();
  if (scope?.type !== "request") return nobody;
  const known = traces.get(scope.headers) ?? readTrace(scope.headers);
  traces.set(scope.headers, known);
  return known;
}

function readTrace(received: ReceivedHeaders): Trace {
  const { trustedProxyHops } = env();
  const { address, hasForwardedFor } = readPeer(received.get(peerAddressHeader));
  const forwardedFor = hasForwardedFor ? received.get("x-forwarded-for") : null;
  return {
    requestId: randomUUID(),
    place: placeOf(clientAddress({ peer: address, forwardedFor, trustedProxyHops })),
    agent: deviceLabel(received.get("user-agent")),
  };
}
