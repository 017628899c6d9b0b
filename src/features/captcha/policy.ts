import type { CaptchaAction, Limit } from "@/core/deps";

const anHour = { windowSeconds: 3_600 };

/**
 * What one client may do in an hour before it is asked for a captcha. A person, a family or a few colleagues sign up and ask for links a
 * handful of times; a class of thirty behind one address passes a captcha each from the sixth on. People sign in more often: an office
 * of three hundred behind one address, each of whom does so once in a few days, stays near twenty an hour.
 */
export const unsuspicious: Readonly<Record<CaptchaAction, Limit>> = {
  signup: { name: "captcha-signup", max: 5, ...anHour },
  signin: { name: "captcha-signin", max: 20, ...anHour },
  "forgot-password": { name: "captcha-forgot-password", max: 5, ...anHour },
  "verification-resend": { name: "captcha-verification-resend", max: 5, ...anHour },
};

/** Wrong guesses in a row at one account before a captcha is asked for: a person tries two or three passwords of theirs, each twice. */
export const wrongGuessesBeforeCaptcha = 5;

/** As long as the browser keeps a link's token. */
export const passTtlMinutes = 60;

/** Mails with a way past the captcha to one address: a person who mistypes the password once more, and no more. */
export const passMailCap = { max: 3, windowMinutes: 60 };
