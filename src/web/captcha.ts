import type { CaptchaAction } from "@/core/deps";
import type { CaptchaProof, CaptchaRefusal } from "@/features/captcha/require-captcha";
import { deps } from "@/platform/deps";
import type { FormState } from "./form-state";
import { limitMessage } from "./limit-message";

/** What a form's fields say about the captcha. A solved one counts before a pressed "continue by mail". */
export function captchaProof(fields: {
  captcha?: string | undefined;
  captchaByMail?: "yes" | undefined;
}): CaptchaProof | undefined {
  if (fields.captcha) return { kind: "answer", answer: fields.captcha };
  return fields.captchaByMail ? { kind: "mail" } : undefined;
}

const sentences = {
  required: "One more step: the check below shows that you are a person. Then send the form again.",
  refused: "The check did not pass, perhaps because it was open for long. Do it once more, and send the form again.",
  unavailable:
    "The check cannot be made right now, so we let nobody through. Try again in a moment, or continue by mail.",
};

/** The sentence for a refusal, and the captcha below the form. */
export function captchaRefusal(refusal: CaptchaRefusal, captcha: CaptchaAction): FormState {
  if (refusal.reason === "limited") return { message: limitMessage(refusal.retryAfterSeconds), captcha };
  return { message: sentences[refusal.why], captcha };
}

/** The captcha that a form shows before anything was sent. */
export function captchaFromStart(action: CaptchaAction): CaptchaAction | undefined {
  return deps().captchaMode === "always" ? action : undefined;
}
