import { eventMaxBytes } from "@/features/mail-events/policy";
import { takeMailEvent, type TakeMailEventOutcome } from "@/features/mail-events/take-mail-event";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { readText } from "@/web/read-text";

type Refusal = Exclude<TakeMailEventOutcome, { ok: true }>["reason"];

/** Whatever is not a success the provider sends again, for more than a day: right where we were too early, harmless elsewhere. */
const statusOf: Record<Refusal, number> = { unsigned: 401, out_of_time: 401, forged: 401, unreadable: 400, early: 425 };

/** Resend's reports of what became of our mails. Where no secret is set there is no such address. */
export async function POST(request: Request): Promise<Response> {
  const secrets = env().resendWebhookSecrets;
  if (secrets.length === 0) return answer(404, { error: "not_found" });
  const [type] = (request.headers.get("content-type") ?? "").split(";");
  if (type?.trim().toLowerCase() !== "application/json") return answer(415, { error: "unsupported_media_type" });
  try {
    const body = await readText(request, eventMaxBytes);
    if (body === null) return answer(413, { error: "too_large" });
    const { headers } = request;
    const id = headers.get("svix-id");
    const call = { id, timestamp: headers.get("svix-timestamp"), signature: headers.get("svix-signature"), body };
    const outcome = await takeMailEvent(deps(), { secrets, call });
    if (outcome.ok) return answer(200, { taken: outcome.taken });
    deps().log.warn("mail_event.refused", { reason: outcome.reason });
    return answer(statusOf[outcome.reason], { error: outcome.reason });
  } catch (error) {
    deps().log.error("mail_event_failed", error);
    return answer(503, { error: "unavailable" });
  }
}

function answer(status: number, body: object): Response {
  return Response.json(body, { status, headers: { "cache-control": "no-store" } });
}
