import { createHmac, randomUUID } from "node:crypto";

/** Two secrets of a webhook, as Resend shows them. */
export const webhookSecrets = [
  "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
] as const;

export type EventCall = { id: string; timestamp: string; signature: string; body: string };

/** An event as Resend writes it, with more fields than we read. */
export function eventBody({
  type,
  emailId,
  to,
  at,
  ...details
}: {
  type: string;
  emailId: string;
  to: string | string[];
  at: Date;
  [detail: string]: unknown;
}): string {
  const data = { email_id: emailId, created_at: at, from: "a@example.com", to: [to].flat(), subject: "S", ...details };
  return JSON.stringify({ type, created_at: at, data });
}

/** Signs a body as Svix does. */
export function signEvent(
  body: string,
  { secret = webhookSecrets[0], id = `msg_${randomUUID()}`, at }: { secret?: string; id?: string; at: Date },
): EventCall {
  const timestamp = String(Math.floor(at.getTime() / 1000));
  const key = Buffer.from(secret.replace("whsec_", ""), "base64");
  const mac = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { id, timestamp, signature: `v1,${mac}`, body };
}

export const permanentBounce = { bounce: { type: "Permanent", subType: "NoEmail", message: "550 no such user" } };
export const softBounce = { bounce: { type: "Transient", subType: "MailboxFull", message: "452 mailbox full" } };
