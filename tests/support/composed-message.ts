import { createTransport } from "nodemailer";
import PostalMime, { type Email } from "postal-mime";
import { automaticHeaders } from "@/features/outbox/mail-headers";
import type { MailContent } from "@/features/outbox/sealed-content";

/** The bytes that a mail server is given for the mail. */
export async function composeMessage(mail: MailContent & { to: string }): Promise<Buffer> {
  const transport = createTransport({ streamTransport: true, buffer: true, newline: "windows" });
  const from = "Latchkey <accounts@example.com>";
  const { message } = await transport.sendMail({ ...mail, from, headers: automaticHeaders });
  if (!Buffer.isBuffer(message)) throw new Error("The message came as a stream.");
  return message;
}

/** What a mail program makes of the bytes. */
export async function readMessage(message: Buffer): Promise<Email> {
  return await PostalMime.parse(message);
}
