import type { Deps, Transaction } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import { enqueueMail } from "@/features/outbox/enqueue-mail";
import { guessPause } from "@/features/signin/policy";
import { guessesNoticedMail } from "./guesses-noticed.email";
import { guessMailEveryHours, toldAtOnce, unlockLinkTtlHours } from "./policy";

type TellDeps = Pick<Deps, "db" | "clock" | "random" | "sealer" | "appUrl">;

/**
 * Mails the owners of accounts at which strangers guess so often that new devices have to wait, at most once a day each. It runs beside
 * the requests, so that no answer takes longer where there is an owner to tell. Any number of instances may run it at once.
 */
export async function tellOwnersOfGuesses(deps: TellDeps): Promise<void> {
  let told: number;
  do told = await deps.db.$transaction((tx) => tellSome(deps, tx));
  while (told === toldAtOnce);
}

async function tellSome(deps: TellDeps, tx: Transaction): Promise<number> {
  const now = deps.clock.now();
  const before = new Date(now.getTime() - guessMailEveryHours * 3_600_000);
  // The expression is that of the index on "User".
  const owners = await tx.$queryRaw<{ id: string | null; email: string }[]>`
    WITH "noticed" AS (
      UPDATE "PasswordGuesses" SET "ownerToldAt" = ${now}::timestamptz
      WHERE "accountKey" IN (
        SELECT "accountKey" FROM "PasswordGuesses"
        WHERE "inARow" >= ${guessPause.afterInARow} AND "lastAt" > ${before}::timestamptz
          AND ("ownerToldAt" IS NULL OR "ownerToldAt" <= ${before}::timestamptz)
        LIMIT ${toldAtOnce} FOR UPDATE SKIP LOCKED
      )
      RETURNING "accountKey"
    )
    SELECT u."id", u."email" FROM "noticed" n
    LEFT JOIN "User" u ON encode(sha256(u."email"::bytea), 'hex') = n."accountKey"
      AND u."isVerified" AND u."suspendedAt" IS NULL AND u."password" IS NOT NULL`;
  for (const { id, email } of owners) if (id !== null) await tellOwner(deps, tx, { id, email });
  return owners.length;
}

async function tellOwner(deps: TellDeps, tx: Transaction, user: { id: string; email: string }): Promise<void> {
  const token = deps.random.secret();
  const now = deps.clock.now();
  const expiresAt = new Date(now.getTime() + unlockLinkTtlHours * 3_600_000);
  await tx.oneTimeToken.create({
    data: { userId: user.id, purpose: "KNOW_DEVICE", tokenHash: tokenHash(token), createdAt: now, expiresAt },
  });
  const mail = guessesNoticedMail({ appUrl: deps.appUrl, token, ttlHours: unlockLinkTtlHours });
  await enqueueMail(deps, tx, { kind: "guesses-noticed", to: user.email, linkExpiresAt: expiresAt, ...mail });
}
