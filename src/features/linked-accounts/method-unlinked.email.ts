import { productName } from "@/features/outbox/mail-layout";
import { timeInWords } from "@/features/outbox/mail-time";
import { renderMail } from "@/features/outbox/render-mail";
import type { MailContent } from "@/features/outbox/sealed-content";

/** Tells the owner that a way into their account is gone. `provider` is our own name for it, such as Google. */
export function methodUnlinkedMail(props: { appUrl: string; provider: string; changedAt: Date }): MailContent {
  return renderMail({
    appUrl: props.appUrl,
    title: `${props.provider} can no longer sign in to your account`,
    preview: "If it was you, there is nothing to do.",
    blocks: [
      {
        type: "paragraph",
        text: `The identity at ${props.provider} was removed from your ${productName} account, and your other devices were signed out.`,
      },
      { type: "facts", facts: [{ label: "When", value: timeInWords(props.changedAt) }] },
      { type: "paragraph", text: "If it was you, there is nothing to do." },
      { type: "note", text: "If it was not you, choose a new password now, which signs every device out:" },
      { type: "button", label: "Choose a new password", path: "/forgot-password" },
    ],
    reason:
      "You receive this because the ways to sign in to the account with this address changed. We always tell you when that happens.",
  });
}
