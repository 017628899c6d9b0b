import { BlockList, isIP, isIPv4 } from "node:net";

export type AddressFacts = {
  /** The other end of the socket. */
  peer: string | null;
  /** X-Forwarded-For as received. Each proxy appends the address it saw, so only the entries from the right can be trusted. */
  forwardedFor: string | null;
  /** How many proxies of ours stand in front. */
  trustedProxyHops: number;
};

/** Who came without an address that could be counted by: `unknownClients` in `policy.ts` says what that means. */
export const unknownClient = "unknown";

/**
 * The address that limits count by, in one canonical form: IPv4 as it is, IPv6 by its /64, which one customer holds whole.
 * With no trusted proxy it is the socket's, whatever any header says; with n, the n-th from the right of what the proxies wrote.
 * Where they wrote less, the socket's end is one of them, unless it lies outside: that is a client who went round them.
 */
export function clientAddress({ peer, forwardedFor, trustedProxyHops }: AddressFacts): string {
  // Without its end of the socket the chain is one entry short, and what the client wrote itself would be taken for a proxy's word.
  if (!peer) return unknownClient;
  if (trustedProxyHops === 0) return canonicalAddress(peer);
  const written = (forwardedFor ?? "").split(",").map((entry) => entry.trim());
  const hops = [...written.filter((entry) => entry !== ""), peer];
  const address = hops[hops.length - 1 - trustedProxyHops];
  if (address !== undefined) return canonicalAddress(address);
  return isPrivateAddress(peer) ? unknownClient : canonicalAddress(peer);
}

const privateAddresses = new BlockList();
for (const [network, prefix] of [
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.168.0.0", 16],
] as const)
  privateAddresses.addSubnet(network, prefix, "ipv4");
privateAddresses.addAddress("::1", "ipv6");
privateAddresses.addSubnet("fc00::", 7, "ipv6");
privateAddresses.addSubnet("fe80::", 10, "ipv6");

/** Whether an address is this machine's or a private network's, where a proxy stands and, on the public internet, no client. */
export function isPrivateAddress(written: string): boolean {
  const address = written.replace(/%.*$/, "").replace(/\/64$/, "");
  // What is left of ::1 once it is folded to its network.
  if (address === "0:0:0:0::") return true;
  const family = isIP(address);
  return family !== 0 && privateAddresses.check(address, family === 4 ? "ipv4" : "ipv6");
}

function canonicalAddress(written: string): string {
  const bare = written
    .replace(/^\[([^\]]*)\](:\d+)?$/, "$1")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1")
    .replace(/%.*$/, "");
  if (isIPv4(bare)) return bare;
  if (isIP(bare) !== 6) return unknownClient;
  const groups = expand(bare);
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (mapped) return [groups[6] ?? 0, groups[7] ?? 0].flatMap((group) => [group >> 8, group & 255]).join(".");
  return `${groups
    .slice(0, 4)
    .map((group) => group.toString(16))
    .join(":")}::/64`;
}

/** The eight groups of a valid IPv6 address. */
function expand(address: string): number[] {
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address);
  const hex = dotted ? address.slice(0, dotted.index) + dottedGroups(dotted.slice(1).map(Number)) : address;
  const [head = "", tail] = hex.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = Array<string>(Math.max(0, 8 - left.length - right.length)).fill("0");
  return [...left, ...zeros, ...right].map((group) => Number.parseInt(group, 16));
}

function dottedGroups([a = 0, b = 0, c = 0, d = 0]: number[]): string {
  return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
}
