import type { FormState } from "@/web/form-state";
import { busyMessage, limitMessage } from "@/web/limit-message";
import type { SigninOutcome } from "../signin";

export function signinRefusal(outcome: Extract<SigninOutcome, { ok: false }>): FormState {
  switch (outcome.reason) {
    case "invalid_credentials":
      return { message: "The e-mail address or the password is not right." };
    case "unverified":
      return {
        message: "Confirm your e-mail address first: open the link in the mail we sent you, or ask for a new one.",
      };
    case "limited":
      return { message: limitMessage(outcome.retryAfterSeconds) };
    case "busy":
      return { message: busyMessage(outcome.retryAfterSeconds) };
  }
}

const fallback = "That did not work. Please sign in again.";

const signinErrors: Readonly<Record<string, string>> = {
  CredentialsSignin: "The e-mail address or the password is not right.",
  SessionRequired: "Sign in to see this page.",
  AccessDenied: "You cannot sign in this way.",
  Verification: "This link does not work any more. Ask for a new one.",
};

/** The sentence for NextAuth's error code in the address bar; an unknown code gets a general one, and none of it is repeated. */
export function signinErrorMessage(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  return Object.hasOwn(signinErrors, code) ? signinErrors[code] : fallback;
}
