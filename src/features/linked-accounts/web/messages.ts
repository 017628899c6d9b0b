import type { FormState } from "@/web/form-state";
import { limitMessage } from "@/web/limit-message";
import type { UnlinkOutcome } from "../unlink-identity";

export function unlinkRefusal(outcome: Extract<UnlinkOutcome, { ok: false }>): FormState {
  switch (outcome.reason) {
    case "unknown":
      return { message: "This sign-in method is not linked to your account any more." };
    case "limited":
      return { message: limitMessage(outcome.retryAfterSeconds) };
    case "last_method":
      return { message: "This is the only way into your account. Set a password or link another method first." };
  }
}

const linkErrors: Readonly<Record<string, string>> = {
  LinkRefused: "This could not be linked. Try another account of that provider.",
  LinkNeedsFreshProof: "That took too long to be safe. Confirm that it is you and link it again.",
};

/** The sentence for a link that did not happen; an unknown code gets a general one, and none of it is repeated. */
export function linkErrorMessage(code: string | undefined): string | undefined {
  if (code === undefined) return undefined;
  return Object.hasOwn(linkErrors, code) ? linkErrors[code] : "That did not work. Nothing was changed; try again.";
}
