import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import PostalMime from "postal-mime";
import { createMailboxMailer } from "@/local/mailbox/mailbox-mailer";
import { listMessages } from "@/local/mailbox/mailbox";
import { startFakeResend } from "../../tests/support/fake-resend";
import { startFakeSmtp } from "../../tests/support/fake-smtp";
import { describeMailer, type ArrivedMail } from "./mailer-contract";
import { createResendMailer } from "./resend-mailer";
import { createSmtpMailer } from "./smtp-mailer";

const from = "Latchkey <accounts@example.com>";
const timeoutMs = 5_000;

describeMailer("Resend", async () => {
  const resend = await startFakeResend();
  return {
    mailer: createResendMailer({ apiKey: "re_test", from, baseUrl: resend.url, timeoutMs }),
    arrived: () =>
      Promise.resolve(resend.mails.map(({ to, subject, text, html }) => ({ to: to.join(), subject, text, html }))),
    fail: () => resend.behave("reset"),
    recover: () => resend.behave("ok"),
    close: () => resend.close(),
  };
});

describeMailer("SMTP", async () => {
  const smtp = await startFakeSmtp();
  return {
    mailer: createSmtpMailer({ url: `smtp://me:secret@127.0.0.1:${smtp.port}`, from, timeoutMs }),
    arrived: async () => {
      const byMessageId = new Map<string, ArrivedMail>();
      for (const message of smtp.messages) {
        const { messageId = "", ...mail } = await readMessage(message);
        byMessageId.set(messageId, mail);
      }
      return [...byMessageId.values()];
    },
    fail: () => smtp.behave({ greeting: "reset" }),
    recover: () => smtp.behave({}),
    close: () => smtp.close(),
  };
});

/** As a mail program reads it. A line that starts with a dot travels with one more (RFC 5321, 4.5.2), and a part ends with a line's end. */
async function readMessage(message: string): Promise<ArrivedMail & { messageId: string | undefined }> {
  const { to, subject, text, html, messageId } = await PostalMime.parse(message.replaceAll(/^\./gm, ""));
  const whole = (part = "") => part.replaceAll("\r\n", "\n").replace(/\n$/, "");
  const recipients = (to ?? []).map(({ address }) => address).join();
  return { to: recipients, subject: subject ?? "", text: whole(text), html: whole(html), messageId };
}

describeMailer("the local mailbox", async () => {
  const folder = await mkdtemp(path.join(tmpdir(), "latchkey-mailbox-"));
  const dir = path.join(folder, "mailbox");
  return {
    mailer: createMailboxMailer({ dir }),
    arrived: async () =>
      (await listMessages({ dir }).catch(() => []))
        .reverse()
        .map(({ to, subject, text, html }) => ({ to, subject, text, html })),
    // A file where the folder should be.
    fail: () => writeFile(dir, ""),
    recover: () => rm(dir),
    close: () => rm(folder, { recursive: true }),
  };
});
