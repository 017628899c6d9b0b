import { passwordWeaknessMessage } from "@/features/password/messages";
import type { FormState } from "@/web/form-state";
import { busyMessage, limitMessage } from "@/web/limit-message";
import type { SetFirstPasswordOutcome } from "../set-first-password";

export function setFirstPasswordRefusal(outcome: Extract<SetFirstPasswordOutcome, { ok: false }>): FormState {
  switch (outcome.reason) {
    case "limited":
      return { message: limitMessage(outcome.retryAfterSeconds) };
    case "busy":
      return { message: busyMessage(outcome.retryAfterSeconds) };
    case "has_password":
      return { message: "This account has a password already. Change it by a link that we mail you." };
    case "weak_password":
      return { fieldErrors: { password: passwordWeaknessMessage(outcome.weakness, outcome.minLength) } };
  }
}
