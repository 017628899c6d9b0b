import { beforeEach, describe, expect, test } from "vitest";
import { createTestDeps, type TestDeps } from "../../../tests/support/deps";
import { enqueueMail, type MailToSend } from "./enqueue-mail";
import { openContent } from "./sealed-content";

const secretLink = "https://app.example.com/verify?token=kZ3r0oVn5Yb2";
const mail: MailToSend = {
  kind: "verification-link",
  to: "ada@example.com",
  subject: "Confirm your e-mail address",
  text: `Open ${secretLink}`,
  html: `<a href="${secretLink}">Open</a>`,
};

let deps: TestDeps;

beforeEach(() => {
  deps = createTestDeps();
});

function enqueue(change: Partial<MailToSend> = {}) {
  return deps.db.$transaction((tx) => enqueueMail(deps, tx, { ...mail, ...change }));
}

describe("a mail that is owed", () => {
  test("exists with the change that causes it, or not at all", async () => {
    const undone = deps.db.$transaction(async (tx) => {
      await enqueueMail(deps, tx, mail);
      throw new Error("the change failed");
    });
    await expect(undone).rejects.toThrow("the change failed");
    expect(await deps.db.outboxMail.count()).toBe(0);
    await enqueue();
    expect(await deps.db.outboxMail.count()).toBe(1);
  });

  test("is due at once", async () => {
    const now = deps.clock.now();
    await enqueue();
    expect(await deps.db.outboxMail.findFirstOrThrow()).toMatchObject({
      kind: "verification-link",
      recipient: "ada@example.com",
      status: "WAITING",
      attempts: 0,
      createdAt: now,
      dueAt: now,
    });
  });

  test("is sealed at rest: a copy of the database opens no account", async () => {
    await enqueue();
    const row = await deps.db.outboxMail.findFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain("kZ3r0oVn5Yb2");
    expect(Buffer.from(row.sealedContent ?? []).toString("latin1")).not.toMatch(/kZ3r0oVn5Yb2|Confirm|https/);
    expect(openContent(deps, row.id, row.sealedContent)).toEqual({
      subject: mail.subject,
      text: mail.text,
      html: mail.html,
    });
  });

  test("does not open as another row's content", async () => {
    await enqueue();
    await enqueue({ to: "eve@example.com" });
    const [first, second] = await deps.db.outboxMail.findMany();
    expect(openContent(deps, second?.id ?? "", first?.sealedContent ?? null)).toBeNull();
  });

  test.each([
    "ada@example.com,eve@example.com",
    "ada@example.com eve@example.com",
    "ada@example.com\r\nBcc: eve@example.com",
    "ada@example.com\n",
    "Ada <ada@example.com>",
    "<ada@example.com>",
    "ada@example.com;eve@example.com",
    "Ada@Example.com",
    "ada",
    "",
  ])("goes to exactly one canonical address: not to %j", async (to) => {
    await expect(enqueue({ to })).rejects.toThrow("exactly one canonical address");
    expect(await deps.db.outboxMail.count()).toBe(0);
  });

  test("has a subject of one line", async () => {
    await expect(enqueue({ subject: "Hello\r\nBcc: eve@example.com" })).rejects.toThrow("no control characters");
  });
});

describe("the cap for an address", () => {
  const cap = { max: 3, windowMinutes: 60 };

  test("holds against a flood of parallel requests: of 50, exactly as many as it allows", async () => {
    const results = await Promise.all(Array.from({ length: 50 }, () => enqueue({ cap })));
    expect(results.filter(({ ok }) => ok)).toHaveLength(3);
    expect(results.find(({ ok }) => !ok)).toEqual({ ok: false, reason: "capped" });
    expect(await deps.db.outboxMail.count()).toBe(3);
  });

  test("is for kinds that count towards the site's ceilings", async () => {
    await expect(enqueue({ cap, kind: "token-created" })).rejects.toThrow("ceilings");
  });

  test("counts each address and each kind for itself", async () => {
    for (let sent = 0; sent < 4; sent += 1) await enqueue({ cap });
    expect(await enqueue({ cap })).toEqual({ ok: false, reason: "capped" });
    expect(await enqueue({ cap, to: "bob@example.com" })).toMatchObject({ ok: true });
    expect(await enqueue({ cap, kind: "reset-link" })).toMatchObject({ ok: true });
  });

  test("lets the next mail through when the window has moved on, and not before", async () => {
    for (let sent = 0; sent < 3; sent += 1) await enqueue({ cap });
    deps.clock.advance({ minutes: 59 });
    expect(await enqueue({ cap })).toMatchObject({ ok: false });
    deps.clock.advance({ minutes: 1 });
    expect(await enqueue({ cap })).toMatchObject({ ok: true });
  });

  test("counts mails that were delivered", async () => {
    for (let sent = 0; sent < 3; sent += 1) await enqueue({ cap });
    await deps.db.outboxMail.updateMany({ data: { status: "SENT", sealedContent: null } });
    expect(await enqueue({ cap })).toMatchObject({ ok: false });
  });
});
