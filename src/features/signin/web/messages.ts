import { captchaRefusal } from "@/web/captcha";
import type { FormState } from "@/web/form-state";
import { busyMessage, limitMessage } from "@/web/limit-message";
import type { SigninOutcome } from "../signin";

/**
 * Said for an address that waits for its confirmation too: whoever signs up for somebody's address with a password of their own, and then
 * signs in with it, would be told otherwise whether it had an account.
 */
const notEntered =
  "The e-mail address or the password is not right, or the address is not confirmed yet: for that, open the link in our mail.";

/** Said for every address alike, whether or not it has an account. */
const otherWays =
  " If somebody else is guessing at your account: where you have signed in before, you can; a link that we mailed to its owner opens it " +
  "on a new device; and a new password opens it everywhere.";

export function signinRefusal(outcome: Extract<SigninOutcome, { ok: false }>): FormState {
  switch (outcome.reason) {
    case "invalid_credentials":
    case "unverified":
      return { message: notEntered };
    case "captcha":
      return captchaRefusal(outcome, "signin");
    case "limited":
      return { message: limitMessage(outcome.retryAfterSeconds) + ("by" in outcome ? otherWays : "") };
    case "busy":
      return { message: busyMessage(outcome.retryAfterSeconds) };
  }
}

const fallback = "That did not work. Please sign in again.";

const signinErrors: Readonly<Record<string, string>> = {
  CredentialsSignin: notEntered,
  SessionRequired: "Sign in to see this page.",
  OAuthNoEmail: "That account shows no e-mail address, and we need one. Add one there, or sign up with a password.",
  OAuthUnverifiedEmail:
    "The e-mail address of that account is not confirmed there yet. Confirm it with the provider, or sign up with a password.",
  OAuthDisposableEmail:
    "The address of that account is one of a throw-away service, which this site does not take. Sign up with another address.",
  OAuthProfile: "That provider's answer could not be used. Try another way to sign in.",
  AccountSuspended: "This account is suspended. Write to the people who run this site if you think that is wrong.",
  OAuthBroken: "Something went wrong on our side. Nothing was changed; please try again in a moment.",
  OAuthDenied: "You did not allow the sign-in at the provider. Nothing was changed; choose any way to sign in.",
  OAuthCallback: "The sign-in with that provider was not finished. Try again, or use another way.",
  OAuthSignin: "That provider cannot be reached right now. Try again in a moment, or use another way.",
  Callback: "The sign-in with that provider was not finished. Try again, or use another way.",
  LinkNeedsProof:
    "An account with this address exists already. Sign in as you usually do within ten minutes, and the new method is linked to it by itself.",
  AccessDenied: "You cannot sign in this way.",
  Verification: "This link does not work any more. Ask for a new one.",
};

/** The sentence for NextAuth's error code in the address bar; an unknown code gets a general one, and none of it is repeated. */
export function signinErrorMessage(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  return Object.hasOwn(signinErrors, code) ? signinErrors[code] : fallback;
}
