import { lookup as dnsLookup, type LookupAddress, type LookupOptions } from "node:dns";
import { get as httpsGet } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import type { IncomingMessage } from "node:http";
import ipaddr from "ipaddr.js";
import type { RemotePictures } from "@/core/deps";

/** For all of it: name, connection, and the last byte. */
const deadlineMs = 5_000;

type Options = {
  maxBytes: number;
  isPublic?: (address: string) => boolean;
  lookup?: typeof dnsLookup;
  get?: typeof httpsGet;
};

/**
 * Fetches pictures that people name by an address. A name is looked up once, and the connection goes to what was found and nowhere else:
 * to addresses of the public internet alone, never into this machine's own network. A redirect is not followed.
 */
export function createRemotePictures(options: Options): RemotePictures {
  const { maxBytes, isPublic = isPublicAddress, lookup = dnsLookup, get = httpsGet } = options;
  const guarded: LookupFunction = (hostname, lookupOptions: LookupOptions, done) => {
    lookup(hostname, { ...lookupOptions, all: true }, (error, found: LookupAddress[]) => {
      if (error) {
        done(error, "", 0);
        return;
      }
      const [first] = found;
      if (!first || !found.every(({ address }) => isPublic(address))) done(new Error("no public address"), "", 0);
      else if (lookupOptions.all) done(null, found);
      else done(null, first.address, first.family);
    });
  };
  const open = (url: URL, signal: AbortSignal) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get(url, { lookup: guarded, agent: false, signal, headers: { accept: "image/*" } }, resolve).on("error", reject);
    });
  return {
    async fetch(address) {
      const url = new URL(address);
      const host = url.hostname.replace(/^\[|\]$/g, "");
      // A literal address is connected to without a lookup.
      if (isIP(host) !== 0 && !isPublic(host)) return { ok: false, reason: "unreachable" };
      try {
        const response = await open(url, AbortSignal.timeout(deadlineMs));
        return await readPicture(response, maxBytes);
      } catch {
        return { ok: false, reason: "unreachable" };
      }
    },
  };
}

async function readPicture(response: IncomingMessage, maxBytes: number): ReturnType<RemotePictures["fetch"]> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    if (response.statusCode !== 200) return { ok: false, reason: "unreachable" };
    for await (const chunk of response as AsyncIterable<Buffer>) {
      size += chunk.byteLength;
      if (size > maxBytes) return { ok: false, reason: "too_large" };
      chunks.push(chunk);
    }
    return { ok: true, bytes: Buffer.concat(chunks) };
  } finally {
    response.destroy();
  }
}

/** Whether an address is one of the public internet: no loopback, private, link-local, mapped, tunnelled, shared or reserved one. */
export function isPublicAddress(address: string): boolean {
  return ipaddr.isValid(address) && ipaddr.process(address).range() === "unicast";
}
