import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { openDatabase } from "@/platform/database";
import { createSealer } from "@/platform/sealer";
import { createAppDatabase, type AppDatabase } from "../support/app-database";
import { startFakeResend, type FakeResend } from "../support/fake-resend";

const kills = 100;
const secret = "the secret of this test, of no use to anybody else";

let database: AppDatabase;
let resend: FakeResend;
beforeAll(async () => {
  [database, resend] = await Promise.all([createAppDatabase(), startFakeResend()]);
});
afterAll(async () => {
  await resend.close();
  await database.drop();
});

type Worker = { process: ChildProcess; ready: Promise<unknown> };

function startWorker(): Worker {
  const child = fork(path.join(import.meta.dirname, "../support/outbox-process.mjs"), {
    env: { ...process.env, DATABASE_URL: database.url, RESEND_BASE_URL: resend.url, SECRET: secret },
  });
  return { process: child, ready: once(child, "message") };
}

async function writeMails(): Promise<void> {
  const { db, pool } = openDatabase(database.url);
  const deps = { clock: { now: () => new Date() }, sealer: createSealer({ secrets: [secret] }) };
  for (let mail = 0; mail < kills; mail++) {
    const to = `person${mail}@example.com`;
    await db.$transaction((tx) =>
      enqueueMail(deps, tx, { kind: "reset-link", to, subject: `For ${to}`, text: to, html: to }),
    );
  }
  await db.$disconnect();
  await pool.end();
}

describe("a worker that is killed at every mail", () => {
  it("loses none and doubles none: a hundred times, before the provider has the mail and after", async () => {
    await writeMails();
    const seen = new Set<string>();
    let doomed: () => void = () => undefined;
    // The first call for a mail is its worker's last: every other one has been taken by the provider by then.
    resend.behave((key) => {
      if (seen.has(key)) return "ok";
      seen.add(key);
      doomed();
      return seen.size % 2 === 0 ? "hang" : "accept-then-hang";
    });

    const spares = [startWorker(), startWorker()];
    for (let kill = 0; kill < kills; kill++) {
      const worker = spares.shift() ?? startWorker();
      await worker.ready;
      const called = new Promise<void>((resolve) => (doomed = resolve));
      worker.process.send("go");
      await called;
      worker.process.kill("SIGKILL");
      await once(worker.process, "exit");
      spares.push(startWorker());
      // The minute for which the dead worker holds its mail is over.
      await database.query(`UPDATE "OutboxMail" SET "dueAt" = now() WHERE status = 'WAITING'`);
    }

    const last = spares.shift() ?? startWorker();
    await last.ready;
    last.process.send("go");
    const waiting = () => database.query(`SELECT id FROM "OutboxMail" WHERE status <> 'SENT'`);
    await vi.waitUntil(async () => (await waiting()).length === 0, { timeout: 120_000, interval: 50 });
    for (const { process } of [last, ...spares]) process.kill("SIGKILL");

    expect(seen.size).toBe(kills);
    expect(resend.mails).toHaveLength(kills);
    expect(new Set(resend.mails.map(({ to }) => to.join())).size).toBe(kills);
    expect(resend.faults).toEqual([]);
  }, 900_000);
});
