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

export const signedOutMessage =
  "You were signed out, so nothing is saved yet. Your text is still here: sign in in another tab, then save again.";

export const anotherMessage =
  "Somebody else signed in on this browser meanwhile, so nothing is saved. Your text is still here: copy it, or sign in as yourself in another tab and save again.";

export const conflictMessage =
  "This post was saved elsewhere since you opened it, so nothing was overwritten. The text that is saved stands below yours: take over what you need, then save again to replace it.";

const staleWriter = "this page is out of date. Copy your text and open the post again.";

/** What is wrong with what the writer's page sent by itself, as the end of "Not saved: ". */
export function autosaveFault(issues: readonly { path: PropertyKey[]; message: string }[]): string {
  const typed = issues.find(({ path: [field] }) => field === "title" || field === "content");
  return typed && issues.length === 1 ? typed.message.charAt(0).toLowerCase() + typed.message.slice(1) : staleWriter;
}
