import { productName } from "@/features/outbox/mail-layout";
import { timeInWords } from "@/features/outbox/mail-time";
import { renderMail } from "@/features/outbox/render-mail";
import type { MailContent } from "@/features/outbox/sealed-content";

/** Tells a person that they cannot use their account for the time being. */
export function accountSuspendedMail(props: { appUrl: string; suspendedAt: Date }): MailContent {
  return renderMail({
    appUrl: props.appUrl,
    title: "Your account was suspended",
    preview: "You cannot sign in for the time being.",
    blocks: [
      {
        type: "paragraph",
        text: `An administrator suspended your ${productName} account. You are signed out on every device, your access tokens are revoked, and you cannot sign in until it is restored. Nothing of yours was deleted.`,
      },
      { type: "facts", facts: [{ label: "When", value: timeInWords(props.suspendedAt) }] },
      { type: "note", text: "If you think that this is a mistake, write to the people who run this site." },
    ],
    reason:
      "You receive this because the account with this address was suspended. We always tell you when that happens.",
  });
}
