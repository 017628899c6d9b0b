import { beforeEach, describe, expect, test } from "vitest";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { addressHash, findDeadAddress, markAddressDead, reviveAddress } from "./dead-addresses";
import { deliverDueMail } from "./deliver-due-mail";
import { enqueueMail } from "./enqueue-mail";

const email = "ada@example.com";
const content = { kind: "reset-link", subject: "S", text: "T", html: "H" };

let deps: TestDeps;

beforeEach(() => {
  deps = createTestDeps();
});

function enqueue(to = email) {
  return deps.db.$transaction((tx) => enqueueMail(deps, tx, { ...content, to }));
}

function mark(state: "BOUNCED" | "COMPLAINED", at = deps.clock.now()) {
  const reason = state === "BOUNCED" ? "no_mailbox" : "complaint";
  return deps.db.$transaction((tx) => markAddressDead(tx, { email, state, reason, at }));
}

describe("a dead address", () => {
  test("is sent nothing that is asked for afterwards, and whoever asks is answered as ever", async () => {
    await mark("BOUNCED");
    const alive = await enqueue("grace@example.com");
    const dead = await enqueue();
    expect([alive, dead]).toEqual(Array(2).fill({ ok: true, id: expect.any(String) as string }));
    await deliverDueMail(deps, { limit: 20 });
    expect([...deps.delivered.values()].map(({ to }) => to)).toEqual(["grace@example.com"]);
    expect(await deps.db.outboxMail.findFirst({ where: { recipient: email } })).toMatchObject({
      status: "DEAD",
      lastError: "dead_address",
      attempts: 0,
    });
  });

  test("is sent nothing that waited when it died", async () => {
    await enqueue();
    await mark("COMPLAINED");
    expect(await deliverDueMail(deps, { limit: 20 })).toMatchObject({ sent: 0, dead: 1 });
    expect(deps.delivered.size).toBe(0);
    expect(await deps.db.outboxMail.findFirst()).toMatchObject({ status: "DEAD", lastError: "dead_address" });
  });

  test("is kept by its hash alone", async () => {
    await mark("BOUNCED");
    const rows = await deps.db.deadAddress.findMany();
    expect(rows.map((row) => row.addressHash)).toEqual([addressHash(email)]);
    expect(JSON.stringify(rows)).not.toContain("ada");
  });

  test("stays one by the graver report, in whatever order they come", async () => {
    await mark("COMPLAINED");
    await mark("BOUNCED");
    expect(await findDeadAddress(deps.db, email)).toMatchObject({ state: "COMPLAINED", reason: "complaint" });
  });

  test("becomes one once, however many reports come at the same time", async () => {
    await Promise.all(Array.from({ length: 20 }, (_, index) => mark(index === 7 ? "COMPLAINED" : "BOUNCED")));
    expect(await deps.db.deadAddress.count()).toBe(1);
    expect(await findDeadAddress(deps.db, email)).toMatchObject({ state: "COMPLAINED" });
  });
});

describe("a revived address", () => {
  test("is sent mail again, and of twenty who revive it at once one did", async () => {
    await mark("COMPLAINED");
    const answers = await Promise.all(Array.from({ length: 20 }, () => reviveAddress(deps, deps.db, email)));
    expect(answers.filter(Boolean)).toHaveLength(1);
    await enqueue();
    expect(await deliverDueMail(deps, { limit: 20 })).toMatchObject({ sent: 1 });
  });

  test("is not dead again by a report from before, and is by one from after", async () => {
    const before = deps.clock.now();
    await mark("BOUNCED");
    deps.clock.advance({ minutes: 1 });
    await reviveAddress(deps, deps.db, email);
    await mark("COMPLAINED", before);
    expect(await findDeadAddress(deps.db, email)).toBeNull();
    deps.clock.advance({ minutes: 1 });
    await mark("BOUNCED");
    expect(await findDeadAddress(deps.db, email)).toMatchObject({ state: "BOUNCED" });
  });
});
