import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startFakeSmtp, type FakeSmtp, type SmtpBehaviour } from "../../tests/support/fake-smtp";
import { createSmtpMailer } from "./smtp-mailer";

const mail = {
  id: "0b6ccd3e-6a47-4c24-9f7b-0d8a5a6f3c11",
  to: "ada@example.com",
  subject: "Confirm your e-mail address",
  text: "plain part",
  html: "<p>rich part</p>",
};
const from = "Latchkey <accounts@example.com>";

let server: FakeSmtp;

beforeEach(async () => {
  server = await startFakeSmtp();
});

afterEach(async () => {
  await server.close();
});

function send(timeoutMs = 10_000) {
  return createSmtpMailer({ url: `smtp://me:secret@127.0.0.1:${server.port}`, from, timeoutMs }).send(mail);
}

describe("the SMTP driver", () => {
  test("sends both parts to one recipient, marked as automatic", async () => {
    expect(await send()).toEqual({ ok: true });
    expect(server.messages).toHaveLength(1);
    expect(server.commands.filter((line) => line.startsWith("RCPT"))).toEqual(["RCPT TO:<ada@example.com>"]);
    const [message = ""] = server.messages;
    for (const line of ["To: ada@example.com", `From: ${from}`, "Auto-Submitted: auto-generated"])
      expect(message).toContain(line);
    expect(message).toContain("plain part");
    expect(message).toContain("<p>rich part</p>");
  });

  test("gives a mail the same Message-ID with each try, so that a repeat is known by it", async () => {
    server.behave({ END: "reset" });
    expect(await send()).toEqual({ ok: false, kind: "temporary", code: "unreachable" });
    server.behave({});
    expect(await send()).toEqual({ ok: true });
    const ids = server.messages.map((message) => /^Message-ID: (.*)$/im.exec(message)?.[1]?.trim());
    expect(ids).toEqual(Array(2).fill(`<${mail.id}@example.com>`));
  });

  test.each([
    ["421 at the greeting", { greeting: "421 too busy" }, "temporary", "provider_error"],
    ["421 to the sender", { MAIL: "421 too many" }, "temporary", "provider_error"],
    ["450 to the recipient", { RCPT: "450 greylisted" }, "temporary", "provider_error"],
    ["451 to the content", { END: "451 later" }, "temporary", "provider_error"],
    ["550 to the recipient", { RCPT: "550 no such mailbox" }, "permanent", "rejected"],
    ["554 to the content", { END: "554 refused" }, "permanent", "rejected"],
    ["550 to the sender", { MAIL: "550 not your domain" }, "temporary", "rejected"],
    ["535 to the password", { AUTH: "535 wrong" }, "temporary", "rejected"],
    ["454 to the password", { AUTH: "454 later" }, "temporary", "rejected"],
    ["a reset at the greeting", { greeting: "reset" }, "temporary", "unreachable"],
    ["an answer that is none", { MAIL: "what?" }, "temporary", "unreachable"],
  ] satisfies [string, SmtpBehaviour, string, string][])("maps %s", async (_name, behaviour, kind, code) => {
    server.behave(behaviour);
    expect(await send()).toMatchObject({ ok: false, kind, code });
  });

  test.each(["greeting", "MAIL", "END"] as const)("gives up at its deadline where %s hangs", async (step) => {
    server.behave({ [step]: "hang" });
    expect(await send(300)).toEqual({ ok: false, kind: "temporary", code: "timeout" });
  });

  test("calls a server that is not there unreachable", async () => {
    await server.close();
    expect(await send()).toEqual({ ok: false, kind: "temporary", code: "unreachable" });
    server = await startFakeSmtp();
  });
});
