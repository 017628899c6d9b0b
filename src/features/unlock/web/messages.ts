import type { FormState } from "@/web/form-state";
import { limitMessage } from "@/web/limit-message";
import type { UnlockOutcome } from "../unlock-device";

export function unlockRefusal(outcome: Extract<UnlockOutcome, { ok: false }>): FormState {
  switch (outcome.reason) {
    case "invalid":
      return { message: "This link does not work any more. It may be used already, or older than a day." };
    case "limited":
      return { message: limitMessage(outcome.retryAfterSeconds) };
  }
}
