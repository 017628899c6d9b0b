import type { Deps, MailFailure } from "@/core/deps";
import { claimDueMail, type ClaimedMail } from "./claim-due-mail";
import { deadAddressCode, findDeadAddress } from "./dead-addresses";
import { afterFailure, claimSize, maxAttempts, parallelSends, pauseSeconds } from "./policy";
import { openContent } from "./sealed-content";

export type DeliveryReport = {
  sent: number;
  retried: number;
  dead: number;
  /** 0: there may be more that is due; a number: the provider asked for this pause; null: nothing is due now. */
  resumeAfterSeconds: number | null;
};

type DeliveryDeps = Pick<Deps, "db" | "clock" | "sealer" | "mailer" | "log">;
type Run = { report: DeliveryReport; paused: MailFailure | null };

/** What a row says that was not sent because nobody could use its link any more. */
const expiredCode = "expired";

/**
 * Sends what is due, oldest first, at most `limit` mails. Any number of workers may run at once: a row is claimed by one.
 * Sending happens outside every transaction, under the row's id as idempotency key, so a crash between the provider's answer
 * and our note of it repeats the key and not the mail. A failing mail never holds up the others.
 */
export async function deliverDueMail(deps: DeliveryDeps, { limit }: { limit: number }): Promise<DeliveryReport> {
  const size = Math.min(limit, claimSize);
  const mails = await claimDueMail(deps, size);
  const run: Run = {
    report: { sent: 0, retried: 0, dead: 0, resumeAfterSeconds: mails.length < size ? null : 0 },
    paused: null,
  };
  const queue = mails.values();
  await Promise.all(Array.from({ length: parallelSends }, () => deliverInTurn(deps, queue, run)));
  // Whoever waited behind a mail that is settled now is due at once.
  if (mails.some(({ isAwaited }) => isAwaited) && run.report.sent + run.report.dead > 0)
    run.report.resumeAfterSeconds = 0;
  if (run.paused) run.report.resumeAfterSeconds = pauseSeconds(run.paused);
  return run.report;
}

/** One of several lanes over the same queue. */
async function deliverInTurn(deps: DeliveryDeps, queue: Iterable<ClaimedMail>, run: Run): Promise<void> {
  for (const mail of queue) {
    try {
      await deliver(deps, mail, run);
    } catch (error) {
      // The claim lapses and the mail is tried again under the same key.
      deps.log.error("outbox.delivery_broke", error, { mailId: mail.id });
    }
  }
}

async function deliver(deps: DeliveryDeps, mail: ClaimedMail, run: Run): Promise<void> {
  if (mail.attempts > maxAttempts) return bury(deps, mail, "abandoned", run);
  if (mail.linkExpiresAt && mail.linkExpiresAt <= deps.clock.now()) return bury(deps, mail, expiredCode, run);
  if (run.paused) return postpone(deps, mail, { code: run.paused.code, afterSeconds: pauseSeconds(run.paused) }, run);
  // It may have died while the mail waited.
  if (await findDeadAddress(deps.db, mail.recipient)) return bury(deps, mail, deadAddressCode, run);
  const content = openContent(deps, mail.id, mail.sealedContent);
  if (!content) return bury(deps, mail, "unreadable", run);

  const answer = await deps.mailer.send({ id: mail.id, to: mail.recipient, ...content });
  if (answer.ok) return markSent(deps, mail, { providerId: answer.providerId ?? null, run });

  const ageHours = (deps.clock.now().getTime() - mail.createdAt.getTime()) / 3_600_000;
  const next = afterFailure(answer, { attempt: mail.attempts, ageHours, jitter: jitterOf(mail.id) });
  if (answer.code === "rate_limited") run.paused ??= answer;
  if (next.step === "give up") return bury(deps, mail, answer.code, run);
  return postpone(deps, mail, { code: answer.code, afterSeconds: next.afterSeconds }, run);
}

async function markSent(
  deps: DeliveryDeps,
  mail: ClaimedMail,
  { providerId, run }: { providerId: string | null; run: Run },
): Promise<void> {
  // Whoever holds the row by now: it is a fact that the mail has left.
  await deps.db.outboxMail.updateMany({
    where: { id: mail.id, status: { not: "SENT" } },
    data: { status: "SENT", sealedContent: null, settledAt: deps.clock.now(), lastError: null, providerId },
  });
  run.report.sent += 1;
}

/**
 * Whoever waits behind the mail is due no earlier, or when its link is over and it holds nobody up any more: each claim would otherwise
 * read all of them, only to pass them over. Those that another worker holds are due later than now, and left alone.
 */
async function postpone(
  deps: DeliveryDeps,
  mail: ClaimedMail,
  { code, afterSeconds }: { code: MailFailure["code"]; afterSeconds: number },
  run: Run,
): Promise<void> {
  const now = deps.clock.now();
  const dueAt = new Date(now.getTime() + afterSeconds * 1000);
  // "Too many" says nothing about the mail, so it costs no attempt.
  const attempts = code === "rate_limited" ? mail.attempts - 1 : mail.attempts;
  await deps.db.$executeRaw`
    WITH postponed AS (
      UPDATE "OutboxMail" SET "dueAt" = ${dueAt}, attempts = ${attempts}, "lastError" = ${code}
      WHERE id = ${mail.id} AND status = 'WAITING' AND "dueAt" = ${mail.claimedUntil}
      RETURNING id, recipient, "createdAt", least("dueAt", "linkExpiresAt") AS until
    )
    UPDATE "OutboxMail" AS later SET "dueAt" = postponed.until FROM postponed
    WHERE later.recipient = postponed.recipient AND later.status = 'WAITING' AND later."dueAt" <= ${now}
      AND (later."createdAt", later.id) > (postponed."createdAt", postponed.id)`;
  run.report.retried += 1;
}

/** Gives the mail up; its sealed content stays for a while, so that an admin can send it after all, unless its link is over. */
async function bury(deps: DeliveryDeps, mail: ClaimedMail, lastError: string, run: Run): Promise<void> {
  const blanked = lastError === expiredCode ? { sealedContent: null } : {};
  const data = { status: "DEAD", settledAt: deps.clock.now(), lastError, ...blanked } as const;
  const { count } = await deps.db.outboxMail.updateMany({ where: stillOurs(mail), data });
  if (count === 0) return;
  run.report.dead += 1;
  deps.log.warn("outbox.dead", { mailId: mail.id, kind: mail.kind, code: lastError, attempts: mail.attempts });
}

/** A worker whose claim has lapsed must not overwrite what its successor found. */
function stillOurs(mail: ClaimedMail) {
  return { id: mail.id, status: "WAITING", dueAt: mail.claimedUntil } as const;
}

/** In [0, 1), the same for each try of a mail and different between mails; the ids are random. */
function jitterOf(id: string): number {
  return Number.parseInt(id.slice(0, 4), 16) / 0x1_0000;
}
