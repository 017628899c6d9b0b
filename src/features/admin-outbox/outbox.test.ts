import { beforeEach, describe, expect, test } from "vitest";
import type { AdminViewer, RecentViewer } from "@/core/viewer";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { createUser } from "../../../tests/support/factories";
import { newViewer } from "../../../tests/support/viewer";
import { deliverDueMail } from "../outbox/deliver-due-mail";
import { findDeadAddress, markAddressDead } from "../outbox/dead-addresses";
import { enqueueMail } from "../outbox/enqueue-mail";
import { listMails } from "./list-mails";
import { resendMail } from "./resend-mail";
import { reviveRecipient } from "./revive-recipient";

const everything = { state: null, recipient: null, after: null };

let deps: TestDeps;
let admin: AdminViewer & RecentViewer;

beforeEach(async () => {
  deps = createTestDeps();
  const user = await createUser(deps, { role: "ADMIN" });
  admin = (await newViewer(deps, user.id)) as AdminViewer & RecentViewer;
});

async function write(to: string, { linkHours }: { linkHours?: number } = {}): Promise<string> {
  deps.clock.advance({ seconds: 1 });
  const linkExpiresAt = new Date(deps.clock.now().getTime() + (linkHours ?? 0) * 3_600_000);
  const content = { kind: "reset-link", to, subject: "Secret subject", text: "secret text", html: "secret html" };
  const mail = { ...content, ...(linkHours === undefined ? {} : { linkExpiresAt }) };
  const written = await deps.db.$transaction((tx) => enqueueMail(deps, tx, mail));
  return written.ok ? written.id : "";
}

async function kill(id: string): Promise<void> {
  const settledAt = deps.clock.now();
  await deps.db.outboxMail.update({ where: { id }, data: { status: "DEAD", settledAt, lastError: "rejected" } });
}

function markDead(email: string) {
  const death = { email, state: "COMPLAINED", reason: "complaint", at: deps.clock.now() } as const;
  return deps.db.$transaction((tx) => markAddressDead(tx, death));
}

describe("the list of mails", () => {
  test("shows each mail once over its pages, the newest first, and nothing of what is in it", async () => {
    for (let count = 0; count < 30; count++) await write(`u${count}@example.com`);
    const first = await listMails(deps, admin, everything);
    const second = await listMails(deps, admin, { ...everything, after: first.next });
    const shown = [...first.mails, ...second.mails];
    expect(shown.map(({ recipient }) => recipient)).toEqual(
      Array.from({ length: 30 }, (_, index) => `u${29 - index}@example.com`),
    );
    expect(second.next).toBeNull();
    expect(JSON.stringify(shown)).not.toMatch(/secret|sealed/i);
  });

  test("can be narrowed to a state and to one address", async () => {
    const dead = await write("ada@example.com");
    await kill(dead);
    await write("ada@example.com");
    await write("grace@example.com");
    const of = async (filter: object) => (await listMails(deps, admin, { ...everything, ...filter })).mails.length;
    expect(await of({ state: "dead" })).toBe(1);
    expect(await of({ state: "waiting" })).toBe(2);
    expect(await of({ state: "sent" })).toBe(0);
    expect(await of({ recipient: "ada@example.com" })).toBe(2);
    expect(await of({ state: "dead", recipient: "grace@example.com" })).toBe(0);
  });

  test("says which recipients take no mail, and which mails could still be sent", async () => {
    await kill(await write("ada@example.com", { linkHours: 1 }));
    await kill(await write("grace@example.com"));
    await markDead("ada@example.com");
    deps.clock.advance({ hours: 2 });
    const { mails } = await listMails(deps, admin, everything);
    expect(mails.map(({ deadState, isSendable }) => ({ deadState, isSendable }))).toEqual([
      { deadState: null, isSendable: true },
      { deadState: "COMPLAINED", isSendable: false },
    ]);
  });
});

describe("a mail that was given up", () => {
  test("is sent once more under its own key, however many press at the same time", async () => {
    const id = await write("ada@example.com", { linkHours: 1 });
    await kill(id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => resendMail(deps, admin, { mailId: id })));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    await deliverDueMail(deps, { limit: 20 });
    expect([...deps.delivered.keys()]).toEqual([id]);
    expect(await resendMail(deps, admin, { mailId: id })).toEqual({ ok: false, reason: "not_dead" });
  });

  test("is not sent when its link has expired, its content is gone, its address is dead, or it is none", async () => {
    const expired = await write("a@example.com", { linkHours: 1 });
    const gone = await write("b@example.com");
    const unwanted = await write("c@example.com");
    for (const id of [expired, gone, unwanted]) await kill(id);
    await deps.db.outboxMail.update({ where: { id: gone }, data: { sealedContent: null } });
    await markDead("c@example.com");
    deps.clock.advance({ hours: 2 });
    const reasons = [];
    for (const mailId of [expired, gone, unwanted, "00000000-0000-4000-8000-000000000000"]) {
      const outcome = await resendMail(deps, admin, { mailId });
      reasons.push(outcome.ok ? "ok" : outcome.reason);
    }
    expect(reasons).toEqual(["link_expired", "content_gone", "dead_address", "unknown"]);
    expect(await deps.db.outboxMail.count({ where: { status: "DEAD" } })).toBe(3);
  });
});

describe("a recipient who takes no mail", () => {
  test("is let have mail again by an administrator, once, and then the mail can be sent", async () => {
    const mailId = await write("ada@example.com");
    await kill(mailId);
    await markDead("ada@example.com");
    expect(await reviveRecipient(deps, admin, { mailId })).toEqual({ ok: true });
    expect(await reviveRecipient(deps, admin, { mailId })).toEqual({ ok: false, reason: "not_dead" });
    expect(await findDeadAddress(deps.db, "ada@example.com")).toBeNull();
    expect(await resendMail(deps, admin, { mailId })).toEqual({ ok: true });
  });
});
