import { beforeEach, describe, expect, it } from "vitest";
import { createTestDeps } from "../../../tests/support/deps";
import { createClientWatch, tellClientFault, type ClientFault, type ClientWatch } from "./client-watch";

let elapsed: number;
let watch: ClientWatch;
beforeEach(() => {
  elapsed = 0;
  watch = createClientWatch({ elapsed: () => elapsed });
});

type Request = { peer?: string | null; client: string; isForwarded?: boolean; hops?: number };

/** What was told while so many requests came, each a second after the last. */
function come(times: number, requestOf: (index: number) => Request): ClientFault[] {
  return Array.from({ length: times }, (_, index) => {
    const { peer, client, isForwarded = false, hops = 0 } = requestOf(index);
    elapsed += 1_000;
    return watch.look({ peer: peer ?? client, forwardedFor: null, trustedProxyHops: hops, client, isForwarded });
  }).filter((fault) => fault !== null);
}

const many = (index: number) => `198.51.100.${index % 250}`;

describe("the watch over clients' addresses", () => {
  it("tells a proxy that nobody configured by its first request, and once an hour", () => {
    const request = () => ({ client: "10.0.0.1", isForwarded: true });
    expect(come(1, request)).toEqual(["no_proxy_configured"]);
    expect(come(3_000, request)).toEqual([]);
    expect(come(1_000, request)).toEqual(["no_proxy_configured"]);
  });

  it("tells one at a public address once nine of ten requests bear its header, and not for a few strangers that send it", () => {
    expect(come(1_000, (index) => ({ client: many(index), isForwarded: index % 10 < 8 }))).toEqual([]);
    expect(come(99, (index) => ({ client: many(index), isForwarded: true }))).toEqual([]);
    expect(come(1, (index) => ({ client: many(index), isForwarded: true }))).toEqual(["no_proxy_configured"]);
  });

  it("tells when the proxies write fewer addresses than are trusted", () => {
    expect(come(500, () => ({ client: "unknown", peer: "10.0.0.1", hops: 1 }))).toEqual(["no_address"]);
  });

  it("tells when everybody comes from one private address", () => {
    expect(come(99, () => ({ client: "10.0.0.9", hops: 1, isForwarded: true }))).toEqual([]);
    expect(come(1, () => ({ client: "10.0.0.9", hops: 1, isForwarded: true }))).toEqual(["one_address"]);
  });

  it("doubts a public address only when it was alone for an hour", () => {
    const alone = () => ({ client: "203.0.113.7", hops: 1 });
    expect(come(3_600, alone)).toEqual([]);
    expect(come(1, alone)).toEqual(["one_address"]);
  });

  it("is silent where each client has an address of its own, also within a private network", () => {
    expect(come(5_000, (index) => ({ client: many(index), hops: 1, isForwarded: true }))).toEqual([]);
    expect(come(5_000, (index) => ({ client: `10.0.0.${index % 250}` }))).toEqual([]);
  });
});

it("writes one line a day over all instances, and keeps for the doctor when it was last seen", async () => {
  const deps = createTestDeps();
  await Promise.all(Array.from({ length: 10 }, () => tellClientFault(deps, "no_address")));
  deps.clock.advance({ hours: 23 });
  await tellClientFault(deps, "no_address");
  expect(deps.logged.map(({ level, event }) => [level, event])).toEqual([["warn", "client_address.no_address"]]);
  expect(deps.logged[0]?.text).toContain("TRUSTED_PROXY_HOPS");
  expect((await deps.db.siteFinding.findMany()).map(({ name, seenAt }) => [name, seenAt])).toEqual([
    ["client_address.no_address", deps.clock.now()],
  ]);
});
