import type { Viewer } from "@/core/viewer";
import { findDeadAddress } from "@/features/outbox/dead-addresses";
import { deps } from "@/platform/deps";
import { ConfirmForm } from "@/ui/confirm-form";
import { orUnavailable } from "@/web/or-unavailable";
import { retryAddressAction } from "./actions";

const wordsOf = {
  BOUNCED: {
    what: "come back, so we send none: a link to set a new password would not reach you.",
    todo: "Make sure that the mailbox exists, has room and lets our mail in. Then let us try again.",
  },
  COMPLAINED: {
    what: "were reported as spam, so we send none: a link to set a new password would not reach you.",
    todo: "If that was a mistake, take our mail out of the spam folder. Then let us send it again.",
  },
} as const;

/** Tells who is signed in that no mail reaches them, and what to do. Nobody is kept out of an account by that. */
export async function DeadAddressBanner({ viewer }: { viewer: Viewer }) {
  const dead = await orUnavailable(() => findDeadAddress(deps().db, viewer.email));
  if (!dead) return null;
  const { what, todo } = wordsOf[dead.state];
  return (
    <section
      aria-labelledby="dead-address"
      className="border-destructive/40 bg-destructive/8 mb-10 grid gap-3 rounded-xl border px-5 py-4 text-sm leading-relaxed"
    >
      <h2 id="dead-address" className="text-destructive text-base font-semibold">
        No mail reaches you
      </h2>
      <p>
        Mails to <strong className="font-medium wrap-anywhere">{viewer.email}</strong> {what} {todo}
      </p>
      <ConfirmForm
        place="here"
        action={retryAddressAction}
        summary="Try this address again"
        consequence="We send one mail there, which says that all is well."
      >
        Send it
      </ConfirmForm>
    </section>
  );
}
