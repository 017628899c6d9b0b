import type { FormState } from "@/web/form-state";
import { busyMessage, limitMessage } from "@/web/limit-message";
import type { SetAvatarFromOutcome } from "../set-avatar";

export function setAvatarRefusal(outcome: Extract<SetAvatarFromOutcome, { ok: false }>): FormState {
  switch (outcome.reason) {
    case "limited":
      return { message: limitMessage(outcome.retryAfterSeconds) };
    case "busy":
      return { message: busyMessage(outcome.retryAfterSeconds) };
    case "away":
      return { message: "Pictures cannot be kept at the moment. Nothing was changed; try again in a few minutes." };
    case "unreachable":
      return { fieldErrors: { address: "Nothing could be fetched from this address." } };
    case "too_large":
      return { fieldErrors: { address: "What is there is larger than 5 MB." } };
    case "no_picture":
      return { fieldErrors: { address: "What is there is no JPEG, PNG, WebP or GIF of 50 megapixels at most." } };
  }
}
