import { productName } from "@/features/outbox/mail-layout";
import { timeInWords } from "@/features/outbox/mail-time";
import { renderMail } from "@/features/outbox/render-mail";
import type { MailContent } from "@/features/outbox/sealed-content";

/** Tells the owner that a refresh token was used twice, and that the app was signed out for it. */
export function tokenReplayedMail(props: { appUrl: string; endedAt: Date }): MailContent {
  return renderMail({
    appUrl: props.appUrl,
    title: "We signed an app out of your account",
    preview: "Somebody may have copied what kept it signed in.",
    blocks: [
      {
        type: "paragraph",
        text: `An app that was signed in to your ${productName} account showed us a token that had been used before. Somebody may have copied it, or the app made a mistake. To be safe, we signed the app out.`,
      },
      { type: "facts", facts: [{ label: "When", value: timeInWords(props.endedAt) }] },
      {
        type: "paragraph",
        text: "Sign in to the app again. If you know of no app, or this happens again, choose a new password: it signs everything out.",
      },
      { type: "button", label: "See what is signed in", path: "/settings/sessions" },
    ],
    reason:
      "You receive this because a session of the account with this address was ended. We always tell you when we do that.",
  });
}
