import type { FormState } from "@/web/form-state";
import { busyMessage, limitMessage } from "@/web/limit-message";
import type { ConfirmPasswordOutcome } from "../confirm-password";

export function confirmPasswordRefusal(outcome: Extract<ConfirmPasswordOutcome, { ok: false }>): FormState {
  switch (outcome.reason) {
    case "limited":
      return { message: limitMessage(outcome.retryAfterSeconds) };
    case "busy":
      return { message: busyMessage(outcome.retryAfterSeconds) };
    case "wrong_password":
      return { fieldErrors: { password: "This is not your password." } };
  }
}
