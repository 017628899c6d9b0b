import type { CaptchaAction, Deps } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import { limits } from "@/features/rate-limit/policy";
import { takeLimits } from "@/features/rate-limit/take-limits";
import { isSuspicious, type Attempt } from "./suspicion";

/** What was sent in answer to a captcha. */
export type CaptchaProof =
  | { kind: "answer"; answer: string }
  /** The token of a mailed link that this browser asked for and opened. */
  | { kind: "pass"; token: string; browserSecret: string }
  /** Nothing yet: the mail that the action itself sends shall be the proof, for it does nothing before its link is opened. */
  | { kind: "mail" };

export type CaptchaRefusal =
  | { ok: false; reason: "captcha"; why: "required" | "refused" | "unavailable" }
  | { ok: false; reason: "limited"; retryAfterSeconds: number };

export type CaptchaDeps = Pick<
  Deps,
  "db" | "statements" | "clock" | "limiter" | "siteAlarm" | "captcha" | "captchaMode"
>;

export type CaptchaRequest = Attempt & { proof: CaptchaProof | undefined };

/**
 * Lets an attempt go on that is not suspicious, or that passed a captcha for this action on this host, which is used up by it. Called
 * after the limiter, so that nobody makes the provider work without end, and before anything that is costly or counted.
 */
export async function requireCaptcha(
  deps: CaptchaDeps,
  request: CaptchaRequest,
): Promise<{ ok: true } | CaptchaRefusal> {
  if (deps.captchaMode === "off") return { ok: true };
  if (deps.captchaMode === "suspicion" && !(await isSuspicious(deps, request))) return { ok: true };
  const { proof } = request;
  switch (proof?.kind) {
    case undefined:
      return { ok: false, reason: "captcha", why: "required" };
    case "answer":
      return await useAnswer(deps, proof.answer, request.action);
    case "pass":
      return await usePass(deps, proof, request);
    case "mail":
      return await goOnByMail(deps, request);
  }
}

async function useAnswer(
  deps: Pick<Deps, "db" | "captcha">,
  answer: string,
  action: CaptchaAction,
): Promise<{ ok: true } | CaptchaRefusal> {
  const verdict = await deps.captcha.verify(answer, action);
  if (!verdict.ok) return { ok: false, reason: "captcha", why: verdict.reason };
  const id = tokenHash(verdict.id);
  const { count } = await deps.db.spentCaptcha.createMany({
    data: [{ id, expiresAt: verdict.expiresAt }],
    skipDuplicates: true,
  });
  return count === 1 ? { ok: true } : { ok: false, reason: "captcha", why: "refused" };
}

/** Only in the browser that asked for the mail, and only for the account that it went to. */
async function usePass(
  deps: Pick<Deps, "db" | "clock">,
  pass: { token: string; browserSecret: string },
  { action, email }: CaptchaRequest,
): Promise<{ ok: true } | CaptchaRefusal> {
  if (action !== "signin") return { ok: false, reason: "captcha", why: "required" };
  const now = deps.clock.now();
  const { count } = await deps.db.oneTimeToken.updateMany({
    where: {
      tokenHash: tokenHash(pass.token),
      purpose: "PASS_CAPTCHA",
      browserHash: tokenHash(pass.browserSecret),
      usedAt: null,
      expiresAt: { gt: now },
      user: { email },
    },
    data: { usedAt: now },
  });
  // A pass that is used up is no fault of who still has it in the browser: they are asked anew.
  return count === 1 ? { ok: true } : { ok: false, reason: "captcha", why: "required" };
}

/** A sign-in sends no mail of its own: `mailPass` does. */
async function goOnByMail(
  deps: Pick<Deps, "limiter">,
  { action, client }: CaptchaRequest,
): Promise<{ ok: true } | CaptchaRefusal> {
  if (action === "signin") return { ok: false, reason: "captcha", why: "required" };
  const limit = await takeLimits(deps, [limits.captchaByMail], client);
  return limit.ok ? { ok: true } : { ok: false, reason: "limited", retryAfterSeconds: limit.retryAfterSeconds };
}
