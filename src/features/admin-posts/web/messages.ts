import type { RemovePostOutcome } from "../remove-post";

type Refusal = Extract<RemovePostOutcome, { ok: false }>;

const refusals: Record<Refusal["reason"], string> = {
  unknown: "This post is no longer there.",
  changed: "Something has changed meanwhile, so nothing was done. Reload the page and look again.",
};

export function removeRefusal({ reason }: Refusal): string {
  return refusals[reason];
}
