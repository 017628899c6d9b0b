import type { Deps } from "./deps";

/** A used or expired link still says what became of it for this long; then it is unknown. */
const keepTokensDays = 7;

/** How long the outbox remembers that a mail went out, or could not. */
const keepMailDays = 30;

/** Guesses in a row are forgotten when there was none for so long. */
const keepGuessesDays = 30;

/** A captcha that has ended passes no more; by this much the clocks of two instances do not differ. */
const keepSpentCaptchasHours = 1;

/** More than the clocks of two instances may differ by: no window is deleted while another would still count in it. */
const keepLimitsMinutes = 5;

/** So many rows at a time, so that cleaning up after a flood holds no lock for long. */
const limitsAtOnce = 10_000;

/** The provider repeats an event that was not answered for a day and a half; after a week nothing with its id passes by its time anyway. */
const keepMailEventsDays = 7;

/** A mailbox that came back is tried again after so long, which costs a bounce a quarter at most. Who complained is left alone for good. */
const keepBouncesDays = 90;

/** A day of it shows what was normal. */
const keepWatchHours = 24;

/**
 * Deletes what nobody can use any more. Every instance may run it at any time: each statement takes what it finds and two of them
 * together take no more.
 */
export async function deleteExpired(deps: Pick<Deps, "db" | "clock">): Promise<void> {
  const now = deps.clock.now();
  const before = (hours: number) => new Date(now.getTime() - hours * 3_600_000);
  await deps.db.session.deleteMany({ where: { expires: { lte: now } } });
  await deps.db.oneTimeToken.deleteMany({ where: { expiresAt: { lt: before(keepTokensDays * 24) } } });
  await deps.db.spentCaptcha.deleteMany({ where: { expiresAt: { lt: before(keepSpentCaptchasHours) } } });
  await deps.db.passwordGuesses.deleteMany({ where: { lastAt: { lt: before(keepGuessesDays * 24) } } });
  await deps.db.signinTally.deleteMany({ where: { minute: { lt: before(keepWatchHours) } } });
  await deps.db.siteFinding.deleteMany({ where: { seenAt: { lt: before(keepWatchHours) } } });
  await deps.db.mailEvent.deleteMany({ where: { receivedAt: { lt: before(keepMailEventsDays * 24) } } });
  await deps.db.deadAddress.deleteMany({
    where: {
      since: { lt: before(keepBouncesDays * 24) },
      OR: [{ state: "BOUNCED" }, { revivedAt: { lt: before(keepBouncesDays * 24) } }],
    },
  });
  await deps.db.outboxMail.deleteMany({
    where: { status: { in: ["SENT", "DEAD"] }, settledAt: { lt: before(keepMailDays * 24) } },
  });
}

/**
 * Deletes the windows of limits that are over; called every few minutes, since each new client adds one, and a flood many. So the table
 * holds the clients of the longest window and of the minutes since, however long a flood lasts.
 */
export async function deleteExpiredLimits(deps: Pick<Deps, "db" | "clock">): Promise<void> {
  const before = new Date(deps.clock.now().getTime() - keepLimitsMinutes * 60_000);
  let deleted: number;
  do {
    deleted = await deps.db.$executeRaw`
      DELETE FROM "RateLimitWindow" WHERE "bucket" IN (
        SELECT "bucket" FROM "RateLimitWindow" WHERE "endsAt" < ${before}::timestamptz
        LIMIT ${limitsAtOnce} FOR UPDATE SKIP LOCKED
      )`;
  } while (deleted === limitsAtOnce);
}
