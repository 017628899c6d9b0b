import type { CaptchaAction, Deps, Limit } from "@/core/deps";
import { guessesInARow } from "@/features/signin/password-guesses";
import { guessesInARowMax } from "@/features/signin/policy";
import { unsuspicious, wrongGuessesBeforeCaptcha } from "./policy";

export type Attempt = {
  action: CaptchaAction;
  client: string;
  /** The canonical address that the form names. */
  email: string;
  /** Of a sign-in: the known device it comes from, whose owner does not pay for strangers' guesses. */
  device?: string | null;
  /** Where the caller has counted the attempt already, by `takeAttempt`: whether its client has made many in the last hour. */
  isFrequent?: boolean;
  /** Of a sign-in whose caller has read it already: the wrong guesses in a row that strangers have made at the address. */
  strangersInARow?: number;
};

/**
 * Counts one attempt by limits that refuse it and, where suspicion decides, by the one beyond which its client is asked for a captcha: in
 * one trip for all.
 */
export async function takeAttempt(
  deps: Pick<Deps, "limiter" | "captchaMode">,
  { action, client, limits }: { action: CaptchaAction; client: string; limits: readonly Limit[] },
): Promise<{ ok: true; isFrequent: boolean } | { ok: false; retryAfterSeconds: number }> {
  const counted = deps.captchaMode === "suspicion" ? [...limits, unsuspicious[action]] : limits;
  const verdict = await deps.limiter.takeAll(counted, client);
  if (verdict.ok) return { ok: true, isFrequent: false };
  return verdict.passed === limits.length ? { ok: true, isFrequent: true } : verdict;
}

/**
 * Whether this attempt should pass a captcha: its client has made many in the last hour, the account was guessed at, or the whole site
 * looks attacked. Counts the attempt, unless the caller has. An address without an account is as suspicious as one with.
 */
export async function isSuspicious(
  deps: Pick<Deps, "statements" | "limiter" | "siteAlarm">,
  { action, client, email, device = null, isFrequent, strangersInARow }: Attempt,
): Promise<boolean> {
  const isFrequentClient = isFrequent ?? !(await deps.limiter.take(unsuspicious[action], client)).ok;
  if (isFrequentClient || (await isSiteAttacked(deps, action))) return true;
  if (action !== "signin") return false;
  const known = device === null ? strangersInARow : undefined;
  return (known ?? (await guessesInARow(deps, { email, device }))) >= wrongGuessesBeforeCaptcha;
}

/**
 * Below how many wrong guesses in a row at an address the next sign-in there needs no captcha, for a caller who asks for that count later
 * or in SQL; 0 where it needs one in any case.
 */
export async function guessesWithoutCaptcha(
  deps: Pick<Deps, "captchaMode" | "siteAlarm">,
  { isFrequent }: { isFrequent: boolean },
): Promise<number> {
  if (deps.captchaMode === "off") return guessesInARowMax;
  if (deps.captchaMode === "always" || isFrequent || (await isSiteAttacked(deps, "signin"))) return 0;
  return wrongGuessesBeforeCaptcha;
}

async function isSiteAttacked(deps: Pick<Deps, "siteAlarm">, action: CaptchaAction): Promise<boolean> {
  return await deps.siteAlarm.isRaised(action === "signin" ? "spraying" : "mail");
}
