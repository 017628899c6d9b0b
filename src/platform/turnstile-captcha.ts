import { z } from "zod";
import type { Captcha, CaptchaVerdict, Clock, Log } from "@/core/deps";
import { tokenHash } from "@/core/token-hash";
import { fetchWhole } from "./fetch-whole";

export const turnstileOrigin = "https://challenges.cloudflare.com";
export const turnstileVerifyUrl = `${turnstileOrigin}/turnstile/v0/siteverify`;

/** Of the provider: a token is at most so long, and passes for five minutes. */
const tokenMaxLength = 2048;
const tokenTtlMinutes = 5;

/** What a person waits for at most before they read that it did not work. */
const timeoutMs = 1_500;

/** Far above any answer of the provider's. */
const answerMaxBytes = 16 * 1024;

/** So many questions on their way at once; with a provider that hangs, the next is answered at once instead of waiting too. */
const maxInFlight = 64;

const answerSchema = z.object({
  success: z.boolean(),
  hostname: z.string().optional(),
  action: z.string().optional(),
  challenge_ts: z.iso.datetime({ offset: true }).optional(),
  "error-codes": z.array(z.string()).optional(),
});

/** Faults that are ours or the provider's, not the sender's. */
const faultsOfOurs = ["missing-input-secret", "invalid-input-secret", "bad-request", "internal-error"];

export type TurnstileOptions = {
  siteKey: string;
  secretKey: string;
  verifyUrl: string;
  appUrl: string;
  clock: Clock;
  log: Log;
};

/**
 * Cloudflare Turnstile. What the widget answers counts only when the provider says that it was passed on this host for this very action
 * a few minutes ago; whatever else comes back, or nothing, lets nobody in.
 */
export function createTurnstileCaptcha(options: TurnstileOptions): Captcha {
  const { siteKey, appUrl, clock, log } = options;
  const { hostname } = new URL(appUrl);
  let inFlight = 0;

  async function ask(token: string, action: string): Promise<CaptchaVerdict> {
    inFlight += 1;
    try {
      const answer = await readVerdict(options, token);
      const faults = answer["error-codes"] ?? [];
      if (faults.some((fault) => faultsOfOurs.includes(fault))) throw new TurnstileFault(faults.join(" "));
      const passedAt = Date.parse(answer.challenge_ts ?? "");
      const expiresAt = new Date(passedAt + tokenTtlMinutes * 60_000);
      const isOurs = answer.success && answer.hostname === hostname && answer.action === action;
      if (!isOurs || Number.isNaN(passedAt) || expiresAt <= clock.now()) return { ok: false, reason: "refused" };
      return { ok: true, id: `turnstile:${tokenHash(token)}`, expiresAt };
    } catch (error) {
      log.error("captcha_away", error);
      return { ok: false, reason: "unavailable" };
    } finally {
      inFlight -= 1;
    }
  }

  return {
    challenge: (action) => Promise.resolve({ kind: "turnstile", siteKey, action }),
    verify: async (token, action) => {
      if (token === "" || token.length > tokenMaxLength) return { ok: false, reason: "refused" };
      if (inFlight >= maxInFlight) return { ok: false, reason: "unavailable" };
      return await ask(token, action);
    },
  };
}

/** Its message holds status and codes alone. */
class TurnstileFault extends Error {
  override name = "TurnstileFault";
}

async function readVerdict({ secretKey, verifyUrl }: TurnstileOptions, token: string) {
  const { status, bytes } = await fetchWhole(verifyUrl, {
    method: "POST",
    body: new URLSearchParams({ secret: secretKey, response: token }),
    headers: { accept: "application/json" },
    redirect: "error",
    deadlineMs: timeoutMs,
    maxBytes: answerMaxBytes,
  });
  if (status >= 500) throw new TurnstileFault(`status ${status}`);
  const parsed = answerSchema.safeParse(JSON.parse(bytes.toString("utf8")));
  // A refusal may come with status 400: then its codes say whose fault it is.
  if (!parsed.success || (status !== 200 && parsed.data.success)) throw new TurnstileFault(`status ${status}`);
  return parsed.data;
}
