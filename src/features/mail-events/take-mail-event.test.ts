import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { eventBody, permanentBounce, signEvent, softBounce, webhookSecrets } from "../../../tests/support/mail-event";
import { deliverDueMail } from "../outbox/deliver-due-mail";
import { findDeadAddress } from "../outbox/dead-addresses";
import { enqueueMail } from "../outbox/enqueue-mail";
import { takeMailEvent } from "./take-mail-event";

const email = "ada@example.com";
const taken = { ok: true, taken: true };
const left = { ok: true, taken: false };

let deps: TestDeps;
let mailId: string;
let emailId: string;

beforeEach(async () => {
  emailId = randomUUID();
  deps = createTestDeps({ mailer: { send: () => Promise.resolve({ ok: true, providerId: emailId }) } });
  const content = { kind: "reset-link", to: email, subject: "S", text: "T", html: "H" };
  const mail = await deps.db.$transaction((tx) => enqueueMail(deps, tx, content));
  mailId = mail.ok ? mail.id : "";
  await deliverDueMail(deps, { limit: 20 });
});

function call(type: string, details: Record<string, unknown> = {}, at = deps.clock.now()) {
  return signEvent(eventBody({ type, emailId, to: email, at, ...details }), { at: deps.clock.now() });
}

function take(signed: ReturnType<typeof call>) {
  return takeMailEvent(deps, { secrets: webhookSecrets, call: signed });
}

async function mail() {
  const { outcome, status } = await deps.db.outboxMail.findUniqueOrThrow({ where: { id: mailId } });
  return { outcome, status };
}

describe("a report of the provider", () => {
  test("shows that a mail arrived, and leaves its address alone", async () => {
    expect(await take(call("email.delivered"))).toEqual(taken);
    expect(await mail()).toEqual({ outcome: "DELIVERED", status: "SENT" });
    expect(await findDeadAddress(deps.db, email)).toBeNull();
  });

  test.each([
    ["email.bounced", permanentBounce, { state: "BOUNCED", reason: "no_mailbox" }],
    ["email.bounced", { bounce: { type: "Permanent", subType: "General" } }, { state: "BOUNCED", reason: "refused" }],
    ["email.suppressed", {}, { state: "BOUNCED", reason: "suppressed" }],
    ["email.complained", {}, { state: "COMPLAINED", reason: "complaint" }],
  ])("marks the address dead by %s", async (type, details, expected) => {
    expect(await take(call(type, details))).toEqual(taken);
    expect(await findDeadAddress(deps.db, email)).toMatchObject(expected);
  });

  test.each([
    ["email.bounced", softBounce, "FAILED"],
    ["email.bounced", { bounce: { type: "Undetermined" } }, "FAILED"],
    ["email.delivery_delayed", {}, "DELAYED"],
    ["email.failed", {}, "FAILED"],
  ])("does not mark the address by a passing %s", async (type, details, outcome) => {
    expect(await take(call(type, details))).toEqual(taken);
    expect((await mail()).outcome).toBe(outcome);
    expect(await findDeadAddress(deps.db, email)).toBeNull();
  });

  test("does not revive who complained when 'delivered' comes late", async () => {
    await take(call("email.complained"));
    expect(await take(call("email.delivered"))).toEqual(taken);
    expect((await mail()).outcome).toBe("COMPLAINED");
    expect(await findDeadAddress(deps.db, email)).toMatchObject({ state: "COMPLAINED" });
  });

  test("counts once when it is repeated, at once or later with a new signature", async () => {
    const first = call("email.bounced", permanentBounce);
    expect(await take(first)).toEqual(taken);
    expect(await take(first)).toEqual(left);
    await deps.db.deadAddress.deleteMany();
    deps.clock.advance({ hours: 10 });
    expect(await take(signEvent(first.body, { id: first.id, at: deps.clock.now() }))).toEqual(left);
    expect(await findDeadAddress(deps.db, email)).toBeNull();
  });

  test("counts once when fifty come at the same time", async () => {
    const same = call("email.complained");
    const answers = await Promise.all(Array.from({ length: 50 }, () => take(same)));
    expect(answers.filter((answer) => answer.ok && answer.taken)).toHaveLength(1);
    expect(answers.filter((answer) => answer.ok)).toHaveLength(50);
    expect(await deps.db.mailEvent.count()).toBe(1);
  });

  test("is refused when it is replayed after the tolerance", async () => {
    const old = call("email.complained");
    deps.clock.advance({ minutes: 6 });
    expect(await take(old)).toEqual({ ok: false, reason: "out_of_time" });
    expect(await findDeadAddress(deps.db, email)).toBeNull();
  });

  test("changes nothing that is not signed", async () => {
    const altered = { ...call("email.delivered"), body: call("email.complained").body };
    expect(await take(altered)).toEqual({ ok: false, reason: "forged" });
    expect(await findDeadAddress(deps.db, email)).toBeNull();
    expect(await deps.db.mailEvent.count()).toBe(0);
  });

  test.each([
    ["another address", "grace@example.com"],
    ["several addresses", [email, "grace@example.com"]],
    ["no address", []],
    ["an address with a name", `Ada <${email}>`],
  ])("changes nothing that names our mail and %s", async (_case, to) => {
    expect(await take(call("email.complained", { to }))).toEqual(left);
    expect((await mail()).outcome).toBeNull();
    expect(await deps.db.deadAddress.count()).toBe(0);
  });

  test("is asked for again when it comes before our own note of the mail, and is none of ours when it stays so", async () => {
    const early = { emailId: randomUUID() };
    const at = deps.clock.now();
    const body = eventBody({ type: "email.bounced", to: email, at, ...early, ...permanentBounce });
    expect(await take(signEvent(body, { id: "msg_early", at }))).toEqual({ ok: false, reason: "early" });
    expect(await deps.db.mailEvent.count()).toBe(0);
    deps.clock.advance({ minutes: 3 });
    expect(await take(signEvent(body, { id: "msg_early", at: deps.clock.now() }))).toEqual(left);
  });

  test("of another kind is let pass, whatever it holds", async () => {
    for (const body of ['{"type":"email.opened"}', '{"type":"contact.created","data":null}', '{"type":"__proto__"}']) {
      expect(await take(signEvent(body, { at: deps.clock.now() }))).toEqual(left);
    }
  });

  test.each([
    "",
    "null",
    "[]",
    "{",
    '{"type":7}',
    '{"type":"email.bounced"}',
    '{"type":"email.delivered","created_at":"yesterday","data":{"email_id":"x","to":[]}}',
    '{"type":"email.complained","created_at":"2026-03-01T12:00:00Z","data":{"email_id":{"not":"x"},"to":["a@example.com"]}}',
  ])("is refused in plain words when it cannot be read: %s", async (body) => {
    const signed = signEvent(body, { at: deps.clock.now() });
    expect(await take(signed)).toEqual({ ok: false, reason: "unreadable" });
  });

  test("means its last key where one is doubled, as the signed text does", async () => {
    const body = call("email.complained").body.replace("{", '{"type":"email.delivered",');
    expect(await take(signEvent(body, { at: deps.clock.now() }))).toEqual(taken);
    expect((await mail()).outcome).toBe("COMPLAINED");
  });

  test("is logged without the address", async () => {
    await take(call("email.complained"));
    expect(deps.logged.map(({ text }) => text).join()).not.toContain("ada");
  });
});
