import type { MailFailure } from "@/core/deps";

/**
 * How long a worker owns the rows it has claimed. A run is over before: `claimSize / parallelSends` rounds of the driver's deadline of
 * 10 s are 20 s. A worker that dies gives its mails back after this, and the next look finds them within half a minute of its death.
 */
export const claimSeconds = 25;
export const claimSize = 8;
/** A few at once, so that one slow answer does not hold up the rest; more would only meet the provider's limit, which is a few a second. */
export const parallelSends = 4;

/** 5 s, 10 s, 20 s … up to an hour between tries: 15 failures take about seven hours, longer than most outages of a mail provider. */
const firstRetrySeconds = 5;
const longestRetrySeconds = 60 * 60;
export const maxAttempts = 16;
/** Resend forgets an idempotency key after 24 hours; beyond that a repeat could be a second mail. */
export const giveUpAfterHours = 20;

/** A provider that says "too many" without a time is left alone this long. */
const defaultPauseSeconds = 60;

export type NextStep = { step: "retry"; afterSeconds: number } | { step: "give up" };

/**
 * What becomes of a mail whose attempt number `attempt` (from 1) has failed. `jitter` is in [0, 1) and spreads the mails of one
 * outage over up to a quarter of the delay, so that they do not come back all at once.
 */
export function afterFailure(
  failure: MailFailure,
  mail: { attempt: number; ageHours: number; jitter: number },
): NextStep {
  if (failure.kind === "permanent" || mail.ageHours >= giveUpAfterHours) return { step: "give up" };
  if (failure.code === "rate_limited") return { step: "retry", afterSeconds: pauseSeconds(failure) };
  if (mail.attempt >= maxAttempts) return { step: "give up" };
  const backoff = Math.min(firstRetrySeconds * 2 ** (mail.attempt - 1), longestRetrySeconds);
  return { step: "retry", afterSeconds: Math.max(backoff * (1 + mail.jitter / 4), askedSeconds(failure)) };
}

/** How long to send nothing at all after the provider has said "too many". */
export function pauseSeconds(failure: MailFailure): number {
  return askedSeconds(failure) || defaultPauseSeconds;
}

/** The provider's own time, up to our longest: one absurd header must not bury a mail. */
function askedSeconds(failure: MailFailure): number {
  return Math.min(Math.max(failure.retryAfterSeconds ?? 0, 0), longestRetrySeconds);
}
