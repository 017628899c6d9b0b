import type { FormState } from "@/web/form-state";
import { busyMessage, limitMessage } from "@/web/limit-message";
import type { VerifyEmailOutcome } from "../verify-email";

type Refusal = Exclude<Extract<VerifyEmailOutcome, { ok: false }>, { reason: "already_verified" }>;

export function verifyEmailRefusal(outcome: Refusal): FormState {
  switch (outcome.reason) {
    case "limited":
      return { message: limitMessage(outcome.retryAfterSeconds) };
    case "busy":
      return { message: busyMessage(outcome.retryAfterSeconds) };
    case "expired":
      return { message: "This link has expired. Ask for a new one below." };
    case "invalid":
      return { message: "This link does not work. Ask for a new one." };
    case "wrong_password":
      return {
        fieldErrors: {
          password: "This is not the password chosen at sign-up. Leave it empty to choose a new one next.",
        },
      };
  }
}
