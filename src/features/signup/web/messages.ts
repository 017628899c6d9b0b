import { passwordWeaknessMessage } from "@/features/password/messages";
import { captchaRefusal } from "@/web/captcha";
import type { FormState } from "@/web/form-state";
import { busyMessage, limitMessage } from "@/web/limit-message";
import type { SignupOutcome } from "../signup";

const disposableEmailMessage =
  "Mail to this address can be read by others or ends soon. Use an address of your own that stays.";

export function signupRefusal(outcome: Extract<SignupOutcome, { ok: false }>): FormState {
  switch (outcome.reason) {
    case "captcha":
      return captchaRefusal(outcome, "signup");
    case "limited":
      return { message: limitMessage(outcome.retryAfterSeconds) };
    case "busy":
      return { message: busyMessage(outcome.retryAfterSeconds) };
    case "disposable_email":
      return { fieldErrors: { email: disposableEmailMessage } };
    case "weak_password":
      return { fieldErrors: { password: passwordWeaknessMessage(outcome.weakness, outcome.minLength) } };
  }
}
