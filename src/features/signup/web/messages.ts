import { passwordWeaknessMessage } from "@/features/password/messages";
import type { FormState } from "@/web/form-state";
import { busyMessage, limitMessage } from "@/web/limit-message";
import type { SignupOutcome } from "../signup";

export function signupRefusal(outcome: Extract<SignupOutcome, { ok: false }>): FormState {
  switch (outcome.reason) {
    case "limited":
      return { message: limitMessage(outcome.retryAfterSeconds) };
    case "busy":
      return { message: busyMessage(outcome.retryAfterSeconds) };
    case "weak_password":
      return { fieldErrors: { password: passwordWeaknessMessage(outcome.weakness, outcome.minLength) } };
  }
}
