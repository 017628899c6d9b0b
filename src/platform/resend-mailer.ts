import { Resend } from "resend";
import type { MailAccepted, MailFailure, Mailer, OutgoingMail } from "@/core/deps";
import { automaticHeaders } from "@/features/outbox/mail-headers";
import { inTime, TimeoutError } from "./in-time";

/**
 * Sends through Resend's own SDK, which never throws for an answer of the API and has no deadline, so ours is put on it.
 * `baseUrl` without a trailing slash, for a stand-in.
 */
export function createResendMailer({
  apiKey,
  from,
  baseUrl,
  timeoutMs,
}: {
  apiKey: string;
  from: string;
  baseUrl?: string;
  timeoutMs: number;
}): Mailer {
  const resend = new Resend(apiKey, baseUrl === undefined ? {} : { baseUrl });
  return {
    async send({ id, to, subject, text, html }: OutgoingMail) {
      const aborter = new AbortController();
      const mail = { from, to: [to], subject, text, html, headers: automaticHeaders };
      try {
        const sending = resend.emails.send(mail, { idempotencyKey: id, signal: aborter.signal });
        return outcomeOf(await inTime(sending, timeoutMs));
      } catch (error) {
        return temporary(error instanceof TimeoutError ? "timeout" : "unreachable");
      } finally {
        aborter.abort();
      }
    },
  };
}

/** What the SDK answers without the promises of its types: it passes on whatever JSON came. */
type Answer = {
  data: { id?: unknown } | null;
  error: { statusCode?: unknown; name?: unknown } | null;
  headers: Record<string, string> | null;
};

function outcomeOf({ data, error, headers }: Answer): MailAccepted | MailFailure {
  if (!error) return typeof data?.id === "string" ? { ok: true, providerId: data.id } : temporary("bad_answer");
  // No headers: nothing was answered, or a success that could not be read. The idempotency key makes a repeat safe in both cases.
  if (!headers) return temporary("unreachable");
  const { statusCode, name } = error;
  if (statusCode === 429) return { ...temporary("rate_limited"), ...retryAfter(headers) };
  if (typeof statusCode !== "number" || statusCode >= 500)
    return { ...temporary("provider_error"), ...retryAfter(headers) };
  // Our key or domain is refused, not this mail: it waits for whoever puts that right. Or the same mail is on its way at this moment.
  const notTheMailsFault = statusCode === 401 || statusCode === 403 || name === "concurrent_idempotent_requests";
  return { ok: false, kind: notTheMailsFault ? "temporary" : "permanent", code: "rejected" };
}

function temporary(code: MailFailure["code"]): MailFailure {
  return { ok: false, kind: "temporary", code };
}

/** Whole seconds; the other form of the header, a date, is not used by Resend. */
function retryAfter(headers: Record<string, string>): { retryAfterSeconds?: number } {
  const value = headers["retry-after"];
  return value && /^\d+$/.test(value) ? { retryAfterSeconds: Number(value) } : {};
}
