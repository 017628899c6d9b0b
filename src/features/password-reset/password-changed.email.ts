import { productName } from "@/features/outbox/mail-layout";
import { timeInWords } from "@/features/outbox/mail-time";
import { renderMail } from "@/features/outbox/render-mail";
import type { MailContent } from "@/features/outbox/sealed-content";

/** Tells the owner that the password is a new one, so that a theft is noticed at once. */
export function passwordChangedMail(props: { appUrl: string; changedAt: Date }): MailContent {
  return renderMail({
    appUrl: props.appUrl,
    title: "Your password was changed",
    preview: "If it was you, there is nothing to do.",
    blocks: [
      {
        type: "paragraph",
        text: `The password of your ${productName} account was changed by a link from your mailbox, and every device was signed out.`,
      },
      { type: "facts", facts: [{ label: "When", value: timeInWords(props.changedAt) }] },
      { type: "paragraph", text: "If it was you, there is nothing to do." },
      {
        type: "note",
        text: "If it was not you, somebody else can read your mail. Change the password of your mailbox first, then choose a new one here:",
      },
      { type: "button", label: "Choose a new password", path: "/forgot-password" },
    ],
    reason:
      "You receive this because the password of the account with this address was changed. We always tell you when that happens.",
  });
}
