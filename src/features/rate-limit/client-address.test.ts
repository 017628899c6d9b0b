import { describe, expect, it } from "vitest";
import { clientAddress, isPrivateAddress } from "./client-address";

const at = (peer: string | null, forwardedFor: string | null = null, trustedProxyHops = 0) =>
  clientAddress({ peer, forwardedFor, trustedProxyHops });

describe("clientAddress without a trusted proxy", () => {
  it("is the socket's, whatever a header claims", () => {
    expect(at("203.0.113.7", "198.51.100.1")).toBe("203.0.113.7");
    expect(at("203.0.113.7", "198.51.100.1, 198.51.100.2")).toBe("203.0.113.7");
  });

  it("folds an IPv6 /64 into one client, and IPv4 in any dress into IPv4", () => {
    expect(at("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
    expect(at("2001:0db8:0001:0002:ffff::1")).toBe("2001:db8:1:2::/64");
    expect(at("2001:db8:1:3::1")).not.toBe(at("2001:db8:1:2::1"));
    expect(at("::ffff:203.0.113.7")).toBe("203.0.113.7");
    expect(at("::ffff:cb00:7107")).toBe("203.0.113.7");
    expect(at("fe80::1%eth0")).toBe("fe80:0:0:0::/64");
    expect(at("::1")).toBe("0:0:0:0::/64");
  });

  it("is one unknown client, and no crash, for what is no address", () => {
    for (const peer of [null, "", "garbage", "1.2.3", "[::", ":::", "%", "1.2.3.4.5"]) expect(at(peer)).toBe("unknown");
  });
});

describe("clientAddress behind trusted proxies", () => {
  it("is what the nearest proxy saw, and not what the client wrote before it", () => {
    expect(at("10.0.0.1", "203.0.113.7", 1)).toBe("203.0.113.7");
    expect(at("10.0.0.1", "1.1.1.1, 203.0.113.7", 1)).toBe("203.0.113.7");
    expect(at("10.0.0.1", "1.1.1.1, 203.0.113.7, 10.0.0.2", 2)).toBe("203.0.113.7");
  });

  it("is nobody's where the proxies wrote less than they should, and never what a client wrote in their place", () => {
    expect(at("10.0.0.1", null, 1)).toBe("unknown");
    expect(at("10.0.0.1", "", 1)).toBe("unknown");
    expect(at("::ffff:10.0.0.1", null, 2)).toBe("unknown");
    expect(at("10.0.0.1", "203.0.113.7", 5)).toBe("unknown");
  });

  it("is the socket's for who comes from outside and not through them", () => {
    expect(at("198.51.100.9", null, 1)).toBe("198.51.100.9");
    expect(at("198.51.100.9", "203.0.113.7", 2)).toBe("198.51.100.9");
  });

  it("reads addresses with ports and brackets", () => {
    expect(at("10.0.0.1", "203.0.113.7:4711", 1)).toBe("203.0.113.7");
    expect(at("10.0.0.1", "[2001:db8:1:2::9]:443", 1)).toBe("2001:db8:1:2::/64");
  });
});

describe("isPrivateAddress", () => {
  it("knows this machine and private networks, in any dress and folded", () => {
    const own = ["127.0.0.1", "10.1.2.3", "172.31.0.1", "192.168.1.1", "100.64.0.1", "169.254.1.1"];
    for (const address of [...own, "::ffff:10.0.0.1", "::1", "fe80::1%eth0", "fd00::1", at("::1"), at("fd00::1")])
      expect(isPrivateAddress(address), address).toBe(true);
    for (const address of ["203.0.113.7", "172.32.0.1", "11.0.0.1", "2001:db8::1", "2001:db8:0:0::/64", "unknown", ""])
      expect(isPrivateAddress(address), address).toBe(false);
  });
});
