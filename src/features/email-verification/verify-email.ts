import type { Deps, HasherBusy } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import { noteRefusal } from "@/features/audit-log/record-event";
import { limits } from "@/features/rate-limit/policy";
import { guessPassword } from "@/features/signin/password-guesses";
import { confirmVerification, type Confirmation } from "./confirm-verification";
import { findVerification, type Verification } from "./find-verification";

export type VerifyEmailOutcome =
  | Confirmation
  | { ok: false; reason: "expired" | "wrong_password" }
  | { ok: false; reason: "limited"; retryAfterSeconds: number }
  | HasherBusy;

export type VerifyEmailInput = {
  token: string;
  /** Empty when the person did not type one. */
  password: string;
};

type VerifyEmailDeps = Pick<
  Deps,
  "db" | "statements" | "clock" | "random" | "limiter" | "hasher" | "trace" | "refusals"
>;

/**
 * Confirms an address by its mailed link, once. The password chosen at sign-up is kept only for the browser that signed up, or for
 * who types it again; anybody else proves the mailbox alone, and a stranger's password, sessions, identities and links go.
 * No session is opened: a link that was forwarded or scanned must not let anybody in.
 */
export async function verifyEmail(
  deps: VerifyEmailDeps,
  input: VerifyEmailInput,
  asker: { client: string; browserSecret: string | null },
): Promise<VerifyEmailOutcome> {
  const outcome = await confirm(deps, input, asker);
  if (!outcome.ok) {
    const { reason } = outcome;
    noteRefusal(deps, { name: "account.confirmation_refused", reason, actorId: null, subjectId: null });
  }
  return outcome;
}

async function confirm(
  deps: VerifyEmailDeps,
  input: VerifyEmailInput,
  asker: { client: string; browserSecret: string | null },
): Promise<VerifyEmailOutcome> {
  const limit = await deps.limiter.take(limits.emailVerificationConfirm, asker.client);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  const found = await findVerification(deps, input.token);
  if (found.kind !== "ready") return { ok: false, reason: found.kind };
  const keep = await mayKeepPassword(deps, input, asker.browserSecret, found);
  if (typeof keep === "object") return keep;
  return await deps.db.$transaction((tx) => confirmVerification(deps, tx, found, { by: "link", keepPassword: keep }));
}

async function mayKeepPassword(
  deps: Pick<Deps, "statements" | "clock" | "hasher">,
  input: VerifyEmailInput,
  browserSecret: string | null,
  found: Extract<Verification, { kind: "ready" }>,
): Promise<boolean | Exclude<VerifyEmailOutcome, Confirmation>> {
  if (found.pendingPasswordHash === null) return false;
  if (browserSecret !== null && found.browserHash === tokenHash(browserSecret)) return true;
  if (input.password === "") return false;
  // Who holds a link that went astray shall not learn by it, guess after guess, which password its owner chose.
  const typed = { password: input.password, passwordHash: found.pendingPasswordHash };
  const guessed = await guessPassword(deps, { email: found.email }, typed);
  if (!guessed.ok) return guessed;
  return guessed.matches ? true : { ok: false, reason: "wrong_password" };
}
