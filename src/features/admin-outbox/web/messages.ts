import type { ListedMail } from "../list-mails";
import type { ResendMailOutcome } from "../resend-mail";
import type { ReviveRecipientOutcome } from "../revive-recipient";

const resendRefusals: Record<Exclude<ResendMailOutcome, { ok: true }>["reason"], string> = {
  unknown: "This mail is no longer in the outbox.",
  not_dead: "This mail is on its way already, or was sent.",
  content_gone:
    "What was in this mail is no longer kept, so it cannot be sent again. Its recipient can ask for a new one.",
  link_expired: "The link in this mail has expired. Its recipient can ask for a new one.",
  dead_address: "This address takes no mail. Let mail go there again first.",
};

const reviveRefusals: Record<Exclude<ReviveRecipientOutcome, { ok: true }>["reason"], string> = {
  unknown: "This mail is no longer in the outbox.",
  not_dead: "Mail goes to this address already.",
};

export function resendRefusal({ reason }: Exclude<ResendMailOutcome, { ok: true }>): string {
  return resendRefusals[reason];
}

export function reviveRefusal({ reason }: Exclude<ReviveRecipientOutcome, { ok: true }>): string {
  return reviveRefusals[reason];
}

/** By the codes of `src/core/deps.ts` and of the outbox itself. */
const errorWords: Readonly<Record<string, string>> = {
  rate_limited: "The provider asked to wait.",
  provider_error: "The provider answered with an error.",
  timeout: "The provider did not answer in time.",
  unreachable: "The provider could not be reached.",
  rejected: "The provider refused it.",
  bad_answer: "The provider's answer could not be read.",
  abandoned: "Every try broke off half-way.",
  unreadable: "What was written could not be opened again.",
  dead_address: "Not sent: the address takes no mail.",
  expired: "Not sent: its link was over.",
};

/** What went wrong at the last try, as a sentence; null where nothing did. */
export function errorInWords({ lastError }: Pick<ListedMail, "lastError">): string | null {
  return lastError === null ? null : (errorWords[lastError] ?? "It could not be sent.");
}

const outcomeWords = {
  DELAYED: "Sent, and delayed on its way",
  DELIVERED: "Delivered",
  FAILED: "Sent, and did not arrive",
  BOUNCED: "Came back",
  COMPLAINED: "Reported as spam",
} as const;

export function stateInWords({ status, outcome }: Pick<ListedMail, "status" | "outcome">): string {
  if (outcome !== null) return outcomeWords[outcome];
  return { WAITING: "Waiting", SENT: "Sent", DEAD: "Given up" }[status];
}
