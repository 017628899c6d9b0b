import type { CaptchaAction, Deps } from "@/core/deps";
import { guessesInARow } from "@/features/signin/password-guesses";
import { unsuspicious, wrongGuessesBeforeCaptcha } from "./policy";

export type Attempt = {
  action: CaptchaAction;
  client: string;
  /** The canonical address that the form names. */
  email: string;
  /** Of a sign-in: the known device it comes from, whose owner does not pay for strangers' guesses. */
  device?: string | null;
};

/**
 * Whether this attempt should pass a captcha: its client has made many in the last hour, the account was guessed at, or the whole site
 * looks attacked. Counts the attempt. An address without an account is as suspicious as one with.
 */
export async function isSuspicious(
  deps: Pick<Deps, "statements" | "limiter" | "siteAlarm">,
  { action, client, email, device = null }: Attempt,
): Promise<boolean> {
  const verdict = await deps.limiter.take(unsuspicious[action], client);
  if (!verdict.ok) return true;
  if (await deps.siteAlarm.isRaised(action === "signin" ? "spraying" : "mail")) return true;
  return action === "signin" && (await guessesInARow(deps, { email, device })) >= wrongGuessesBeforeCaptcha;
}
