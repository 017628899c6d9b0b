import { z } from "zod";
import { canonicalEmail } from "@/core/email";

const about = {
  email_id: z.string().min(1).max(128),
  to: z.array(z.string().max(512)).max(50),
};

const event = <Type extends string, Data extends z.ZodRawShape>(type: Type, data: Data) =>
  z.object({
    type: z.literal(type),
    created_at: z.iso.datetime({ offset: true }).transform((at) => new Date(at)),
    data: z.object({ ...about, ...data }),
  });

/** Free words of the provider's, of which we look for a few. */
const word = z
  .string()
  .max(200)
  .transform((text) => text.toLowerCase());

/** Resend's events that tell what became of a mail; every other is none of ours. */
export const mailEventSchema = z.discriminatedUnion("type", [
  event("email.delivery_delayed", {}),
  event("email.delivered", {}),
  event("email.failed", {}),
  event("email.suppressed", {}),
  event("email.bounced", { bounce: z.object({ type: word, subType: word.optional() }) }),
  event("email.complained", {}),
]);

export type MailEvent = z.output<typeof mailEventSchema>;

const knownTypes: ReadonlySet<string> = new Set(mailEventSchema.options.map((option) => option.shape.type.value));

/** Reads the text of a signed call. `unknown` is a well-formed event of another type, `unreadable` is none at all. */
export function readMailEvent(
  text: string,
): { kind: "event"; event: MailEvent } | { kind: "unknown" } | { kind: "unreadable" } {
  const json = z.object({ type: z.string() }).safeParse(parseJson(text));
  if (!json.success) return { kind: "unreadable" };
  if (!knownTypes.has(json.data.type)) return { kind: "unknown" };
  const parsed = mailEventSchema.safeParse(parseJson(text));
  return parsed.success ? { kind: "event", event: parsed.data } : { kind: "unreadable" };
}

/** Whether the event names this canonical address as its one recipient: we send each mail to one. */
export function isTo(event: MailEvent, recipient: string): boolean {
  const [to, ...others] = event.data.to;
  return to !== undefined && others.length === 0 && canonicalEmail(to) === recipient;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
