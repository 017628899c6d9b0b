import { randomUUID } from "node:crypto";
import type { Mailer } from "@/core/deps";
import { createResendMailer } from "@/platform/resend-mailer";
import { createSmtpMailer } from "@/platform/smtp-mailer";
import { ask, readJson } from "../ask";
import { read, type Context } from "../context";
import { codeOf } from "../database";
import { fault, good, note, skipped, warning, type Finding } from "../finding";
import { checkSmtp } from "./smtp";

const answerMs = 2_500;
const resendUrl = "https://api.resend.com";

/** A word that Resend's key may send and do nothing else, which is all the app needs. */
const sendingOnly = "restricted_api_key";

type Domains = { status: number; name: string; domains: readonly { name: string; status: string }[] };

/** The address that people see, in lower case; null where there is none. */
export function senderDomain(context: Context): string | null {
  const from = read(context, "EMAIL_FROM")?.trim() ?? "";
  const address = /<([^<>]+)>$/.exec(from)?.[1] ?? from;
  return /^[^\s@<>"]+@([a-z0-9-]+(?:\.[a-z0-9-]+)+)$/i.exec(address)?.[1]?.toLowerCase() ?? null;
}

export function usesResend(context: Context): boolean {
  return read(context, "RESEND_API_KEY") !== null;
}

/** Asks for the list of domains: a call that needs the key and changes nothing. */
async function listDomains(context: Context): Promise<Domains> {
  const answer = await ask(`${read(context, "RESEND_BASE_URL") ?? resendUrl}/domains`, {
    headers: { authorization: `Bearer ${read(context, "RESEND_API_KEY") ?? ""}` },
    deadlineMs: answerMs,
  });
  const { name, data } = readJson(answer);
  const domains = Array.isArray(data) ? (data as { name: string; status: string }[]) : [];
  return { status: answer.status, name: typeof name === "string" ? name : "", domains };
}

export async function checkMail(context: Context): Promise<Finding[]> {
  const smtpUrl = smtpUrlOf(context);
  if (smtpUrl !== null) return [await checkSmtp(smtpUrl)];
  if (!usesResend(context)) return [withoutDriver(context)];
  try {
    const { status, name } = await listDomains(context);
    return [judgeKey(status, name)];
  } catch (error) {
    const sentence = `Resend cannot be reached (${codeOf(error) || "too slow"}): mail waits in the outbox`;
    return [fault({ id: "mail.away", sentence, remedy: "Open the way to api.resend.com, port 443." })];
  }
}

function withoutDriver({ mode }: Context): Finding {
  if (mode === "local") return good("mail", "kept on this machine and shown at /dev/mailbox");
  return skipped("mail", "no driver is set");
}

function judgeKey(status: number, name: string): Finding {
  if (status === 200) return good("mail", "Resend accepts the key");
  if (name === sendingOnly) return good("mail", "Resend accepts the key, which may send and nothing else");
  if ([400, 401, 403].includes(status)) {
    const sentence = "Resend refuses the key in RESEND_API_KEY";
    return fault({ id: "mail.key", sentence, remedy: "Make a new one at resend.com/api-keys, with sending access." });
  }
  if (status === 429) return note("mail.busy", "Resend asks for fewer calls at this moment: ask again");
  const sentence = `Resend answers ${status}`;
  return warning({
    id: "mail.failing",
    sentence,
    remedy: "See resend-status.com; mail waits in the outbox meanwhile.",
  });
}

export async function checkSender(context: Context): Promise<Finding[]> {
  const domain = senderDomain(context);
  if (read(context, "EMAIL_FROM") === null) return [skipped("sender", "EMAIL_FROM is not set")];
  if (domain === null) {
    const sentence = "EMAIL_FROM holds no address that mail could come from";
    return [fault({ id: "sender.address", sentence, remedy: "Such as: Your Product <accounts@example.com>" })];
  }
  if (!usesResend(context)) return [good("sender", domain)];
  if (domain === "resend.dev") {
    const sentence = "resend.dev sends to the owner of the key alone";
    return [fault({ id: "sender.trial", sentence, remedy: "Verify a domain of yours at Resend, and send from it." })];
  }
  const answer = await listDomains(context).catch(() => null);
  if (answer?.status !== 200) return [skipped("sender", "Resend does not tell its domains to this key")];
  return judgeDomain(domain, answer.domains);
}

function judgeDomain(domain: string, domains: Domains["domains"]): Finding[] {
  const known = domains.find(({ name }) => name.toLowerCase() === domain);
  if (!known) {
    const sentence = `Resend does not know ${domain}, the domain of EMAIL_FROM: it refuses every mail`;
    return [
      fault({
        id: "sender.unknown",
        sentence,
        remedy: "Add it at resend.com/domains, or send from one that is there.",
      }),
    ];
  }
  if (known.status === "verified") return [good("sender", `${domain} is verified at Resend`)];
  const sentence = `Resend has not verified ${domain} (${known.status}): it refuses every mail`;
  return [
    fault({ id: "sender.unverified", sentence, remedy: "Set the DNS records it shows, and press verify there." }),
  ];
}

export function checkWebhook(context: Context): Finding[] {
  if (!usesResend(context)) return [skipped("webhook", "no provider reports bounces here")];
  if (context.source["RESEND_WEBHOOK_SECRET"]) return [good("webhook", "told by Resend, and its signature is checked")];
  const sentence = "nobody tells the app of bounces and complaints, so it goes on writing to dead addresses";
  const remedy = "Add a webhook at resend.com/webhooks, and set its secret as RESEND_WEBHOOK_SECRET.";
  return [warning({ id: "webhook.missing", sentence, remedy })];
}

/** One mail through the app's own driver, where `--mail` asks for it. */
export async function checkTestMail(context: Context): Promise<Finding[]> {
  const { mailTo } = context;
  if (mailTo === null) return [];
  const mailer = openMailer(context);
  if (mailer === null) return [skipped("test-mail", "no driver is set that sends mail from here")];
  const sent = await mailer.send({ id: randomUUID(), to: mailTo, ...testMail(context) });
  if (sent.ok) return [good("test-mail", `accepted for ${mailTo}: look whether it arrives, and not in the spam`)];
  const sentence = `the mail to ${mailTo} was not accepted (${sent.code})`;
  return [fault({ id: "test-mail.refused", sentence, remedy: "See the lines on driver and sender." })];
}

/** As the app opens it. */
function openMailer(context: Context): Mailer | null {
  const from = read(context, "EMAIL_FROM") ?? "";
  const smtpUrl = smtpUrlOf(context);
  if (smtpUrl !== null) return createSmtpMailer({ url: smtpUrl, from, timeoutMs: answerMs });
  const [apiKey, baseUrl] = [read(context, "RESEND_API_KEY"), read(context, "RESEND_BASE_URL")];
  if (apiKey === null) return null;
  return createResendMailer({ apiKey, from, timeoutMs: answerMs, ...(baseUrl === null ? {} : { baseUrl }) });
}

function smtpUrlOf({ source }: Context): string | null {
  const url = source["SMTP_URL"] ?? "";
  return URL.canParse(url) ? url : null;
}

function testMail(context: Context): { subject: string; text: string; html: string } {
  const appUrl = read(context, "NEXTAUTH_URL") ?? "";
  const text = `This is the test mail that npm run doctor was asked for, from ${appUrl}. Nothing is to be done.`;
  return { subject: "Test mail of the doctor", text, html: `<p>${text}</p>` };
}
