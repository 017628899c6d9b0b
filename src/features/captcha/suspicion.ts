import type { CaptchaAction, Deps } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import { unsuspicious, wrongGuessesBeforeCaptcha } from "./policy";

/**
 * Whether this attempt should pass a captcha: its client has made many in the last hour, the account was guessed at, or the whole site
 * looks attacked. Counts the attempt. An address without an account is as suspicious as one with.
 */
export async function isSuspicious(
  deps: Pick<Deps, "db" | "limiter" | "siteAlarm">,
  { action, client, email }: { action: CaptchaAction; client: string; email: string },
): Promise<boolean> {
  const verdict = await deps.limiter.take(unsuspicious[action], client);
  if (!verdict.ok) return true;
  if (await deps.siteAlarm.isRaised(action === "signin" ? "spraying" : "mail")) return true;
  return action === "signin" && (await guessesInARow(deps, email)) >= wrongGuessesBeforeCaptcha;
}

/** The row is gone after a right password. */
async function guessesInARow(deps: Pick<Deps, "db">, email: string): Promise<number> {
  const row = await deps.db.passwordGuesses.findUnique({ where: { accountKey: tokenHash(email) } });
  return row?.inARow ?? 0;
}
