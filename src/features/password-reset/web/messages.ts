import { passwordWeaknessMessage } from "@/features/password/messages";
import type { FormState } from "@/web/form-state";
import { busyMessage, limitMessage } from "@/web/limit-message";
import type { ResetPasswordOutcome } from "../reset-password";

export function resetPasswordRefusal(outcome: Extract<ResetPasswordOutcome, { ok: false }>): FormState {
  switch (outcome.reason) {
    case "limited":
      return { message: limitMessage(outcome.retryAfterSeconds) };
    case "busy":
      return { message: busyMessage(outcome.retryAfterSeconds) };
    case "expired":
      return { message: "This link has expired. Ask for a new one." };
    case "invalid":
      return { message: "This link does not work any more. Ask for a new one." };
    case "weak_password":
      return { fieldErrors: { password: passwordWeaknessMessage(outcome.weakness, outcome.minLength) } };
  }
}
