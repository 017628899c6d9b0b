import type { FormState } from "@/web/form-state";
import { limitMessage } from "@/web/limit-message";
import type { CreateTokenOutcome } from "../create-token";
import { tokensMax } from "../policy";

export function createTokenRefusal(outcome: Extract<CreateTokenOutcome, { ok: false }>): FormState {
  switch (outcome.reason) {
    case "limited":
      return { message: limitMessage(outcome.retryAfterSeconds) };
    case "too_many":
      return { message: `You have ${tokensMax} tokens, and more are not kept. Revoke one that you no longer use.` };
    case "no_browser":
      return { message: "You have been signed out meanwhile. Sign in again and create the token then." };
  }
}
