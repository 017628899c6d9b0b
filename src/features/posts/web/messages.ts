import { limitMessage } from "@/web/limit-message";

type Refusal =
  { reason: "unknown" | "empty" | "withheld" | "outranked" } | { reason: "limited"; retryAfterSeconds: number };

const refusals = {
  unknown: "This post is no longer there. Copy your text if you still need it.",
  empty: "Write something first: a post without a text is not published. It is saved as a draft.",
  withheld: "A moderator took this post back, so it cannot be published until a moderator releases it. It is saved.",
  outranked: "This is a post of a moderator or an administrator: only an administrator takes it back.",
} as const;

export function postRefusal(refusal: Refusal): string {
  return refusal.reason === "limited" ? limitMessage(refusal.retryAfterSeconds) : refusals[refusal.reason];
}

export const conflictMessage =
  "This post was saved elsewhere since you opened it, so nothing was overwritten. The text that is saved stands below yours: take over what you need, then save again to replace it.";
