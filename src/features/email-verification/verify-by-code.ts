import type { Deps } from "@/core/deps";
import type { Email } from "@/core/email";
import { tokenHash } from "@/core/token-hash";
import { noteRefusal } from "@/features/audit-log/record-event";
import { limits } from "@/features/rate-limit/policy";
import { takeLimits } from "@/features/rate-limit/take-limits";
import { takeGuess } from "@/features/signin/password-guesses";
import { confirmVerification, type ProvenToken } from "./confirm-verification";
import { verificationCode } from "./policy";

export type VerifyByCodeOutcome =
  | { ok: true }
  | { ok: false; reason: "already_verified" }
  /** Mistyped, expired, used up, of another browser, or the address has none: which of them is told to nobody. */
  | { ok: false; reason: "wrong_code" }
  | { ok: false; reason: "limited"; retryAfterSeconds: number };

type TriedToken = ProvenToken & { tokenHash: string; codeHash: string };

type VerifyByCodeDeps = Pick<
  Deps,
  "db" | "statements" | "clock" | "random" | "limiter" | "siteAlarm" | "codes" | "trace" | "refusals"
>;

/**
 * Confirms an address by the six digits of its mail, for who reads it on another device than the one that signed up. They are worth
 * something in the browser that signed up alone, where the password was typed: so it is kept. Each try is counted, for the code and for
 * the address, before it is evaluated; an address without a code is counted alike.
 */
export async function verifyByCode(
  deps: VerifyByCodeDeps,
  input: { email: Email; code: string },
  asker: { client: string; browserSecret: string | null },
): Promise<VerifyByCodeOutcome> {
  const outcome = await tryCode(deps, input, asker);
  if (!outcome.ok) {
    const { reason } = outcome;
    noteRefusal(deps, { name: "account.confirmation_refused", reason, actorId: null, subjectId: null });
  }
  return outcome;
}

async function tryCode(
  deps: VerifyByCodeDeps,
  input: { email: Email; code: string },
  asker: { client: string; browserSecret: string | null },
): Promise<VerifyByCodeOutcome> {
  const limit = await takeLimits(deps, [limits.emailVerificationConfirm, limits.emailVerificationHour], asker.client);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  const guess = await takeGuess(deps, { email: input.email });
  if (!guess.ok) return { ok: false, reason: "limited", retryAfterSeconds: guess.retryAfterSeconds };
  const tried = await countTry(deps, input.email, tokenHash(asker.browserSecret ?? ""));
  if (!tried || !deps.codes.matches(input.code, tried.tokenHash, tried.codeHash)) {
    deps.siteAlarm.signinEnded("failed");
    return wrongCode;
  }
  return await deps.db.$transaction(async (tx) => {
    const confirmed = await confirmVerification(deps, tx, tried, { by: "code", keepPassword: true });
    if (!confirmed.ok && confirmed.reason === "invalid") return wrongCode;
    return confirmed.ok ? { ok: true } : { ok: false, reason: "already_verified" };
  });
}

const wrongCode = { ok: false, reason: "wrong_code" } as const;

/** Takes one of the code's tries, in one statement: fifty at the same instant get no more than five. A used code still tells its owner so. */
async function countTry(
  deps: Pick<Deps, "db" | "clock">,
  email: string,
  browserHash: string,
): Promise<TriedToken | null> {
  const now = deps.clock.now();
  const rows = await deps.db.$queryRaw<TriedToken[]>`
    UPDATE "OneTimeToken" AS t SET "codeTries" = t."codeTries" + 1
    FROM "User" AS u
    WHERE u."id" = t."userId" AND u."email" = ${email} AND t."purpose" = 'VERIFY_EMAIL' AND t."browserHash" = ${browserHash}
      AND t."codeHash" IS NOT NULL AND t."codeExpiresAt" > ${now}::timestamptz AND t."codeTries" < ${verificationCode.tries}
    RETURNING t."id" AS "tokenId", t."userId", t."tokenHash", t."codeHash", t."pendingName", t."pendingPasswordHash"`;
  return rows[0] ?? null;
}
