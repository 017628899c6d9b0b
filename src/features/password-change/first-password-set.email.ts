import { productName } from "@/features/outbox/mail-layout";
import { timeInWords } from "@/features/outbox/mail-time";
import { renderMail } from "@/features/outbox/render-mail";
import type { MailContent } from "@/features/outbox/sealed-content";

/** Tells the owner that their account, which had no password, has one now. */
export function firstPasswordSetMail(props: { appUrl: string; changedAt: Date }): MailContent {
  return renderMail({
    appUrl: props.appUrl,
    title: "Your account has a password now",
    preview: "If it was you, there is nothing to do.",
    blocks: [
      {
        type: "paragraph",
        text: `A password was set for your ${productName} account, and your other devices were signed out.`,
      },
      { type: "facts", facts: [{ label: "When", value: timeInWords(props.changedAt) }] },
      { type: "paragraph", text: "If it was you, there is nothing to do." },
      { type: "note", text: "If it was not you, choose a password of your own now, which signs every device out:" },
      { type: "button", label: "Choose a new password", path: "/forgot-password" },
    ],
    reason:
      "You receive this because the ways to sign in to the account with this address changed. We always tell you when that happens.",
  });
}
