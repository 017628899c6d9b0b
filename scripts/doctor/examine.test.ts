import { chmod, mkdir } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { look, lookUntilFound, troublesOf, useDoctorSetups } from "../../tests/support/doctor-look";
import { csrf, portOf } from "../../tests/support/doctor-plants";
import { untilOneHolds } from "../../tests/support/pace";
import { checkMs } from "./examine";

const { open } = useDoctorSetups();

describe("the doctor", () => {
  it("finds nothing where all is well, and looks at everything", async () => {
    const setup = await open();
    await lookUntilFound(setup, []);
    const findings = await look(setup);
    expect(findings.filter(({ level }) => level === "skipped")).toEqual([]);
    expect(findings.length).toBeGreaterThanOrEqual(26);
  });

  it("ends in time when all that it asks hangs, and names each", async () => {
    const setup = await open();
    const { options, app, resend, dns, redis, onClose } = setup;
    for (const at of [csrf, "/signin"]) app.answers.set(at, "hang");
    resend.answers.set("/domains", "hang");
    dns.hang();
    redis.pause();
    onClose(() => redis.resume());
    const silent = await portOf(createServer(), onClose);
    options.source["DATABASE_URL"] = `postgresql://latchkey@127.0.0.1:${silent}/latchkey`;
    const round = async () => {
      const before = performance.now();
      const findings = troublesOf(await look(setup));
      return { tookMs: performance.now() - before, ids: findings.map(({ id }) => id) };
    };
    const named = ["database.timeout", "limits.away", "mail.away", "spf.dns", "dkim.dns", "dmarc.dns", "mx.dns"];
    const isWell = ({ tookMs, ids }: { tookMs: number; ids: string[] }) =>
      tookMs < checkMs + 1_000 && String(ids) === String(named);
    const { tookMs, ids } = await untilOneHolds(round, isWell);
    expect(tookMs).toBeLessThan(checkMs + 1_000);
    expect(ids).toEqual(named);
  });

  it("says in local mode what it looked at, without a key or a database", async () => {
    const setup = await open();
    const { options } = setup;
    const dataDir = path.join(options.root, ".data");
    await mkdir(dataDir);
    await chmod(dataDir, 0o750);
    const { JWT_SECRET, NEXTAUTH_SECRET, DATABASE_URL } = options.source;
    const given = { LATCHKEY_MODE: "local", NEXTAUTH_URL: "http://localhost:3000", EMAIL_FROM: "a@latchkey.localhost" };
    const source = { ...given, JWT_SECRET, NEXTAUTH_SECRET, DATABASE_URL, LATCHKEY_DATA_DIR: dataDir };
    Object.assign(options, { mode: "local", ownDatabase: true, source, envFiles: [] });
    const findings = await look(setup);
    expect(troublesOf(findings).map(({ id }) => id)).toEqual(["files..data"]);
    expect(findings.find(({ id }) => id === "database")?.sentence).toBe("npm start brings its own database");
    expect(findings.find(({ id }) => id === "mail")?.sentence).toContain("/dev/mailbox");
  });
});
