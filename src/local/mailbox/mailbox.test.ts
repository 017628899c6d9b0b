import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { clearMailbox, findMessage, listMessages, listRead, markRead } from "./mailbox";
import { createMailboxMailer } from "./mailbox-mailer";

let parent: string;
let dir: string;

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), "latchkey-mailbox-"));
  dir = join(parent, "mailbox");
});

afterEach(async () => {
  await rm(parent, { recursive: true });
});

function mailTo(to: string, id: string) {
  return { id, to, subject: `For ${to}`, text: "text", html: "<p>html</p>" };
}

describe("the local mailbox", () => {
  test("is empty before the first mail", async () => {
    expect(await listMessages({ dir })).toEqual([]);
    expect(await findMessage({ dir, id: "one" })).toBeNull();
  });

  test("keeps a mail as it was sent, and says that it was delivered", async () => {
    const mail = mailTo("ada@example.com", "one");
    expect(await createMailboxMailer({ dir }).send(mail)).toEqual({ ok: true });
    const message = await findMessage({ dir, id: "one" });
    expect(message).toMatchObject({ ...mail, status: "delivered" });
    expect(new Date(message?.createdAt ?? "").toISOString()).toBe(message?.createdAt);
  });

  test("lists the newest first, also within one millisecond, and for one address alone", async () => {
    const mailer = createMailboxMailer({ dir });
    const ids = Array.from({ length: 20 }, (_, index) => `mail-${String((index * 7) % 20)}`);
    for (const id of ids) await mailer.send(mailTo(id === "mail-7" ? "bob@example.com" : "ada@example.com", id));
    expect((await listMessages({ dir })).map(({ id }) => id)).toEqual(ids.toReversed());
    expect((await listMessages({ dir, to: " Bob@Example.com " })).map(({ id }) => id)).toEqual(["mail-7"]);
    expect(await listMessages({ dir, to: "bob" })).toEqual([]);
  });

  test("does not deliver the same id a second time", async () => {
    const mailer = createMailboxMailer({ dir });
    await mailer.send(mailTo("ada@example.com", "one"));
    const first = await findMessage({ dir, id: "one" });
    expect(await mailer.send({ ...mailTo("ada@example.com", "one"), subject: "Again" })).toEqual({ ok: true });
    expect(await listMessages({ dir })).toEqual([first]);
  });

  test("is readable by its owner alone", async () => {
    await createMailboxMailer({ dir }).send(mailTo("ada@example.com", "one"));
    expect((await stat(dir)).mode & 0o777).toBe(0o700);
    expect((await stat(join(dir, "one.json"))).mode & 0o777).toBe(0o600);
  });

  test("shows no mail that is half written", async () => {
    await createMailboxMailer({ dir }).send(mailTo("ada@example.com", "one"));
    const whole = await readFile(join(dir, "one.json"), "utf8");
    await writeFile(join(dir, "two.0.part"), whole.slice(0, 20));
    expect((await listMessages({ dir })).map(({ id }) => id)).toEqual(["one"]);
  });

  test("takes no id that leaves the folder", async () => {
    await writeFile(join(parent, "secret.json"), "{}");
    expect(await findMessage({ dir, id: "../secret" })).toBeNull();
    expect(await createMailboxMailer({ dir }).send(mailTo("ada@example.com", "../secret2"))).toMatchObject({
      ok: false,
    });
    expect(await readdir(parent)).toEqual(["secret.json"]);
  });

  test("answers a temporary failure when the folder cannot be written", async () => {
    await writeFile(dir, "a file in the way");
    const answer = await createMailboxMailer({ dir }).send(mailTo("ada@example.com", "one"));
    expect(answer).toEqual({ ok: false, kind: "temporary", code: "unreachable" });
  });

  test("remembers what was opened, until it is cleared, and marks nothing that is not there", async () => {
    const mailer = createMailboxMailer({ dir });
    expect(await listRead({ dir })).toEqual(new Set());
    for (const id of ["one", "two"]) await mailer.send(mailTo("ada@example.com", id));
    await Promise.all([markRead({ dir, id: "one" }), markRead({ dir, id: "one" })]);
    await markRead({ dir, id: "three" });
    await markRead({ dir, id: "../secret" });
    expect(await listRead({ dir })).toEqual(new Set(["one"]));
    expect(await listMessages({ dir })).toHaveLength(2);
    await clearMailbox({ dir });
    expect(await listRead({ dir })).toEqual(new Set());
  });

  test("is empty after it was cleared, and takes mail again", async () => {
    const mailer = createMailboxMailer({ dir });
    await mailer.send(mailTo("ada@example.com", "one"));
    await clearMailbox({ dir });
    expect(await listMessages({ dir })).toEqual([]);
    await mailer.send(mailTo("ada@example.com", "two"));
    expect(await listMessages({ dir })).toHaveLength(1);
  });
});
