import { createTransport } from "nodemailer";
import { isLoopback } from "../context";
import { fault, good, type Finding } from "../finding";
import { inTime } from "@/platform/in-time";

const answerMs = 2_000;

/** Connects, goes over to TLS and signs in, as before a mail, and sends none. */
export async function checkSmtp(url: string): Promise<Finding> {
  const { hostname } = new URL(url);
  const transport = createTransport({
    url,
    requireTLS: !isLoopback(url),
    connectionTimeout: answerMs,
    greetingTimeout: answerMs,
    socketTimeout: answerMs,
    dnsTimeout: answerMs,
  });
  try {
    await inTime(transport.verify(), answerMs);
    return good("mail", `${hostname} lets the app in${isLoopback(url) ? "" : ", over TLS"}`);
  } catch (error) {
    return explain(error, hostname);
  } finally {
    transport.close();
  }
}

function explain(error: unknown, hostname: string): Finding {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const message = error instanceof Error ? error.message : "";
  if (code === "EAUTH" || code === "ENOAUTH") {
    const sentence = `${hostname} refuses user or password of SMTP_URL`;
    return fault({
      id: "mail.auth",
      sentence,
      remedy: "Correct them in SMTP_URL, with %-escapes for special characters.",
    });
  }
  if (/certificate|self.signed|altnames/i.test(message)) {
    const sentence = `the certificate of ${hostname} is not accepted`;
    return fault({ id: "mail.certificate", sentence, remedy: "Renew it there, for the name that SMTP_URL says." });
  }
  if (code === "ETLS" || /STARTTLS|wrong version number/i.test(message)) {
    const sentence = `${hostname} does not go over to TLS`;
    return fault({ id: "mail.tls", sentence, remedy: "Use smtps:// with port 465, or smtp:// with port 587." });
  }
  const sentence = `${hostname} cannot be reached (${code || "no answer"}): mail waits in the outbox`;
  return fault({ id: "mail.away", sentence, remedy: "Correct host and port in SMTP_URL, and open the way to them." });
}
