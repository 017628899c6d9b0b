import { spawn } from "node:child_process";
import { createServer } from "node:net";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { useDoctorSetups } from "../../tests/support/doctor-look";
import { csrf, portOf } from "../../tests/support/doctor-plants";
import type { DoctorSetup } from "../../tests/support/doctor-setup";
import { checkMs } from "./examine";
import type { Finding } from "./finding";

const { open } = useDoctorSetups();

type Ended = { code: number | null; text: string; tookMs: number };

/** Runs the command as one does, with this environment and no other. */
async function doctor({ options, dns }: DoctorSetup, ...args: string[]): Promise<Ended> {
  const script = path.resolve(import.meta.dirname, "../doctor.mjs");
  const before = performance.now();
  const child = spawn(process.execPath, [script, `--dns=${dns.address}`, ...args], {
    env: { NODE_ENV: "production", PATH: process.env["PATH"], ...options.source },
  });
  const parts: string[] = [];
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => parts.push(String(part)));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code, text: parts.join(""), tookMs: performance.now() - before };
}

type Report = { ok: boolean; findings: (Finding & { group: string; looksAt: string })[] };

describe("npm run doctor", () => {
  it("ends with 0 where nothing is a fault, and says each finding with its id to a machine", async () => {
    const setup = await open();
    const { code, text } = await doctor(setup, "--json");
    const { ok, findings } = JSON.parse(text) as Report;
    expect(findings.filter(({ level }) => level === "fault")).toEqual([]);
    expect({ ok, code }).toEqual({ ok: true, code: 0 });
    for (const finding of findings) {
      expect(finding.id).toMatch(/^[a-z-]+(\.[\w.-]+)?$/);
      expect(finding.sentence + finding.group + finding.looksAt).toMatch(/\S/);
    }
  });

  it("ends with 1 where something is a fault, says one line for it with what to do, and paints nothing in a file", async () => {
    const setup = await open();
    setup.options.source["JWT_SECRET"] = "too-short-9Kd82Lq0";
    const { code, text } = await doctor(setup);
    expect(code).toBe(1);
    expect(text.split("\n").filter((line) => line.includes("✗"))).toEqual([
      expect.stringMatching(/✗ secrets +JWT_SECRET is shorter than 32 bytes → Set two different ones, .*openssl/),
    ]);
    expect(text).toContain("1 fault, ");
    expect(text).not.toContain("\u001b");
  });

  it("tells no secret, whatever is wrong with it and whatever refuses it", async () => {
    const setup = await open();
    const { options, redis, resend, app } = setup;
    const marked = (name: string) => `marked-${name}-5f1c0b7d9e2a4c68`;
    const { source } = options;
    const address = Object.assign(new URL(source["DATABASE_URL"] ?? ""), { password: marked("database") });
    Object.assign(source, {
      DATABASE_URL: address.href,
      DATABASE_DIRECT_URL: Object.assign(new URL(address), { pathname: "/none", password: marked("direct") }).href,
      JWT_SECRET: `\${${marked("jwt")}},${marked("jwt-two")}`,
      NEXTAUTH_SECRET: marked("short"),
      RESEND_API_KEY: marked("resend"),
      RESEND_WEBHOOK_SECRET: marked("webhook"),
      GOOGLE_CLIENT_ID: "one",
      GOOGLE_CLIENT_SECRET: marked("google"),
      REDIS_URL: `redis://:${marked("redis")}@127.0.0.1:${redis.port}`,
    });
    resend.answers.set("/domains", { status: 401, body: { name: "x", message: `no such key ${marked("resend")}` } });
    app.answers.set(csrf, {
      headers: { "set-cookie": `next-auth.csrf-token=${marked("cookie")}` },
      body: { csrfToken: marked("token") },
    });
    for (const args of [["--json"], ["--mail=ada@example.com"]]) {
      const { code, text } = await doctor(setup, ...args);
      expect(code).toBe(1);
      expect(text).toContain("limits");
      expect(text).not.toContain("marked-");
    }
  });

  it("sends a mail where it is asked to, and none otherwise", async () => {
    const setup = await open();
    expect((await doctor(setup)).text).not.toContain("test mail");
    const { code, text } = await doctor(setup, "--mail=ada@example.com");
    expect(text).toMatch(/✓ test mail +accepted for ada@example\.com/);
    expect(code).toBe(0);
  });

  it("ends in time when all that it asks hangs", async () => {
    const setup = await open();
    const { options, app, resend, dns, redis, onClose } = setup;
    for (const at of [csrf, "/signin"]) app.answers.set(at, "hang");
    resend.answers.set("/domains", "hang");
    dns.hang();
    redis.pause();
    onClose(() => redis.resume());
    const silent = await portOf(createServer(), onClose);
    options.source["DATABASE_URL"] = `postgresql://latchkey@127.0.0.1:${silent}/latchkey`;
    const { code, tookMs } = await doctor(setup);
    expect(code).toBe(1);
    // Starting Node and reading the sources on a busy machine comes on top.
    expect(tookMs).toBeLessThan(checkMs + 12_000);
  });

  it.each([["--jsn"], ["--mail=nobody"], ["--dns=example.com"], ["--dkim-selector=a b"]])(
    "ends with 2 and says what it takes, for %s",
    async (option) => {
      const { code, text } = await doctor(await open(), option);
      expect(code).toBe(2);
      expect(text).toContain("--dkim-selector=<name>");
    },
  );
});
