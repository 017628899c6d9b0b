import type { FormState } from "@/web/form-state";
import { busyMessage, limitMessage } from "@/web/limit-message";
import { verificationCode } from "../policy";
import type { VerifyByCodeOutcome } from "../verify-by-code";
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

type CodeRefusal = Exclude<Extract<VerifyByCodeOutcome, { ok: false }>, { reason: "already_verified" }>;

export function verifyByCodeRefusal(outcome: CodeRefusal): FormState {
  switch (outcome.reason) {
    case "limited":
      return { message: limitMessage(outcome.retryAfterSeconds) };
    case "wrong_code":
      return {
        fieldErrors: {
          code: `This code does not work. Compare it with the newest mail. A code takes ${verificationCode.tries} tries within ${verificationCode.ttlMinutes} minutes; the link in the mail keeps working.`,
        },
      };
  }
}
