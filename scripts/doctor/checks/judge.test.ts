import { describe, expect, it } from "vitest";
import { judgeCookies, judgeHeaders } from "./app";
import { judgeTls } from "./database";
import { judgeRoom } from "./database-beside";
import { judgeInstances } from "./limits";

const idsOf = (findings: readonly { id: string; level: string }[]) =>
  findings.filter(({ level }) => level === "fault" || level === "warning").map(({ id, level }) => `${level} ${id}`);

describe("what cannot be set up on one machine", () => {
  const url = "postgresql://app:pw@db.example.com/app";

  it("takes a plain connection for a fault on the internet, and for a warning in a network of one's own", () => {
    expect(idsOf(judgeTls(url, false))).toEqual(["fault database-tls.plain"]);
    for (const host of ["10.1.2.3", "172.20.0.2", "192.168.1.9", "postgres", "db.internal", "[fd00::1]"])
      expect(idsOf(judgeTls(`postgresql://${host}/app`, false)), host).toEqual(["warning database-tls.plain"]);
    expect(idsOf(judgeTls("postgresql://172.32.0.2/app", false))).toEqual(["fault database-tls.plain"]);
  });

  it("asks for no encryption on this machine, and for a checked certificate elsewhere", () => {
    for (const here of [
      "postgresql://localhost/a",
      "postgresql://127.0.0.1/a",
      "postgresql://[::1]/a",
      "postgresql:///a?host=/run/postgresql",
    ])
      expect(idsOf(judgeTls(here, false)), here).toEqual([]);
    expect(idsOf(judgeTls(`${url}?sslmode=no-verify`, true))).toEqual(["warning database-tls.unchecked"]);
    expect(idsOf(judgeTls(`${url}?sslmode=verify-full`, true))).toEqual([]);
  });

  it("finds a cookie that lost Secure or its prefix on the way, on https", () => {
    const https = "https://app.example.com";
    const whole = "__Host-next-auth.csrf-token=a; Path=/; HttpOnly; Secure; SameSite=Lax";
    expect(judgeCookies([whole], https)).toEqual([]);
    expect(idsOf(judgeCookies([whole.replace("; Secure", "")], https))).toEqual(["fault cookies.Secure"]);
    expect(idsOf(judgeCookies([whole.replace("__Host-", "")], https))).toEqual(["fault cookies.prefix"]);
  });

  it("asks for Strict-Transport-Security on https alone", () => {
    const headers = new Headers({
      "content-security-policy": "script-src 'self'",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "same-origin",
    });
    expect(judgeHeaders(headers, "http://localhost:3000")).toEqual([]);
    const lacking = ["fault headers.Strict-Transport-Security"];
    expect(idsOf(judgeHeaders(headers, "https://app.example.com"))).toEqual(lacking);
    headers.set("strict-transport-security", "max-age=0");
    expect(idsOf(judgeHeaders(headers, "https://app.example.com"))).toEqual(lacking);
    headers.set("strict-transport-security", "max-age=63072000; includeSubDomains");
    expect(judgeHeaders(headers, "https://app.example.com")).toEqual([]);
  });

  it("counts the connections of all instances against the lowest limit", () => {
    const room = { server: 97, user: -1, database: -1, instances: 4 };
    expect(idsOf(judgeRoom(room))).toEqual([]);
    expect(idsOf(judgeRoom({ ...room, instances: 5 }))).toEqual(["warning connections.deploy"]);
    expect(idsOf(judgeRoom({ ...room, instances: 9 }))).toEqual(["fault connections.few"]);
    expect(idsOf(judgeRoom({ ...room, user: 40 }))).toEqual(["fault connections.few"]);
  });

  it("finds limits that each machine counts in a Redis of its own", () => {
    const local = { instances: 3, machines: 2, store: "machine" } as const;
    expect(idsOf(judgeInstances(local))).toEqual(["fault instances.redis"]);
    expect(idsOf(judgeInstances({ ...local, machines: 1 }))).toEqual([]);
    expect(idsOf(judgeInstances({ ...local, store: "shared" }))).toEqual([]);
  });
});
