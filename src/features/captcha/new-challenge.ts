import type { CaptchaAction, CaptchaChallenge, Deps } from "@/core/deps";
import { limits } from "@/features/rate-limit/policy";

export type NewChallengeOutcome =
  { ok: true; challenge: CaptchaChallenge } | { ok: false; reason: "limited"; retryAfterSeconds: number };

/** A captcha to be passed for one action. Nothing of it is kept until it is passed. */
export async function newChallenge(
  deps: Pick<Deps, "limiter" | "captcha">,
  action: CaptchaAction,
  asker: { client: string },
): Promise<NewChallengeOutcome> {
  const limit = await deps.limiter.take(limits.captchaChallenge, asker.client);
  if (!limit.ok) return { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
  return { ok: true, challenge: await deps.captcha.challenge(action) };
}
