import type { CaptchaAction } from "@/core/deps";
import { beforeCaptcha, type ListedLimit } from "@/features/rate-limit/policy";

/** What one client may do in an hour before it is asked for a captcha. */
export const unsuspicious: Readonly<Record<CaptchaAction, ListedLimit>> = {
  signup: beforeCaptcha.signup,
  signin: beforeCaptcha.signin,
  "forgot-password": beforeCaptcha.passwordResetRequest,
  "verification-resend": beforeCaptcha.verificationResend,
};

/** Wrong guesses in a row at one account before a captcha is asked for: a person tries two or three passwords of theirs, each twice. */
export const wrongGuessesBeforeCaptcha = 5;

/** As long as the browser keeps a link's token. */
export const passTtlMinutes = 60;

/** Mails with a way past the captcha to one address: a person who mistypes the password once more, and no more. */
export const passMailCap = { max: 3, windowMinutes: 60 };
