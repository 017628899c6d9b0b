import { connect, type Socket } from "node:net";
import { createTransport, type Transporter } from "nodemailer";
import type SMTPTransport from "nodemailer/lib/smtp-transport";
import type { MailFailure, Mailer, OutgoingMail } from "@/core/deps";
import { automaticHeaders } from "@/features/outbox/mail-headers";

type Options = {
  /** smtps://user:password@host, or smtp://user:password@host, which goes over to TLS before anything is said. */
  url: string;
  from: string;
  timeoutMs: number;
};

/**
 * Sends over SMTP, each mail over a connection of its own, which is cut at the deadline. Nothing but this machine itself is spoken to
 * without TLS, and a certificate that does not verify ends the attempt.
 * SMTP knows no idempotency key: a mail that was accepted while its connection broke is sent again, under the same Message-ID.
 */
export function createSmtpMailer({ url, from, timeoutMs }: Options): Mailer {
  const server = readUrl(url);
  return {
    async send({ id, to, subject, text, html }: OutgoingMail) {
      const signal = AbortSignal.timeout(timeoutMs);
      const transport = openTransport(server, { signal, timeoutMs });
      const messageId = `<${id}@${domainOf(from)}>`;
      try {
        const recipient = { name: "", address: to };
        await transport.sendMail({ from, to: recipient, subject, text, html, messageId, headers: automaticHeaders });
        return { ok: true };
      } catch (error) {
        return signal.aborted ? temporary("timeout") : failureOf(error);
      } finally {
        transport.close();
      }
    },
  };
}

type Server = { host: string; port: number; secure: boolean; user: string; pass: string };

/** Of the URL's query nothing is read: nodemailer would take settings from it, such as to verify no certificate. */
function readUrl(url: string): Server {
  const { protocol, hostname, port, username, password } = new URL(url);
  const secure = protocol === "smtps:";
  return {
    host: hostname.replace(/^\[|\]$/g, ""),
    port: Number(port) || (secure ? 465 : 587),
    secure,
    user: decodeURIComponent(username),
    pass: decodeURIComponent(password),
  };
}

function openTransport(
  { host, port, secure, user, pass }: Server,
  { signal, timeoutMs }: { signal: AbortSignal; timeoutMs: number },
): Transporter<SMTPTransport.SentMessageInfo> {
  const options: SMTPTransport.Options = {
    host,
    port,
    secure,
    requireTLS: !isThisMachine(host),
    ...(user === "" ? {} : { auth: { user, pass } }),
    // Theirs start anew with each step; ours is the whole mail's.
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    getSocket: (_options, callback) => {
      const socket = openSocket({ host, port }, signal);
      socket.once("connect", () => callback(null, { connection: socket }));
      socket.once("error", (error) => callback(error, undefined));
    },
  };
  return createTransport(options);
}

/** A connection that is cut when the signal says so, and reports no more than one error. */
function openSocket(address: { host: string; port: number }, signal: AbortSignal): Socket {
  const socket = connect(address);
  const cut = () => socket.destroy(new Error("The deadline is over."));
  signal.addEventListener("abort", cut, { once: true });
  socket.once("close", () => signal.removeEventListener("abort", cut));
  return socket;
}

function failureOf(error: unknown): MailFailure {
  const { code, responseCode, command } = error as { code?: unknown; responseCode?: unknown; command?: unknown };
  if (typeof responseCode !== "number" || responseCode < 400)
    return temporary(code === "EAUTH" ? "rejected" : "unreachable");
  if (responseCode < 500) return temporary(code === "EAUTH" ? "rejected" : "provider_error");
  // What is said of this recipient or of this content is about the mail; anything else, such as a refused password, waits for whoever
  // puts it right.
  const isOfThisMail = command === "RCPT TO" || command === "DATA";
  return isOfThisMail && responseCode !== 530
    ? { ok: false, kind: "permanent", code: "rejected" }
    : temporary("rejected");
}

function temporary(code: MailFailure["code"]): MailFailure {
  return { ok: false, kind: "temporary", code };
}

function isThisMachine(host: string): boolean {
  return ["localhost", "127.0.0.1", "::1"].includes(host);
}

/** Of `Name <mailbox@domain>` or a bare address. */
function domainOf(from: string): string {
  return /@([^\s<>@]+)>?\s*$/.exec(from)?.[1] ?? "localhost";
}
