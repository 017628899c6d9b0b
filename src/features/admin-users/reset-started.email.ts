import { productName } from "@/features/outbox/mail-layout";
import { renderMail } from "@/features/outbox/render-mail";
import type { MailContent } from "@/features/outbox/sealed-content";

/** The way to a new password that an administrator began for somebody. */
export function resetStartedMail(props: { appUrl: string; token: string; ttlMinutes: number }): MailContent {
  return renderMail({
    appUrl: props.appUrl,
    title: "Choose a new password",
    preview: `The link works once, for ${props.ttlMinutes} minutes.`,
    blocks: [
      {
        type: "paragraph",
        text: `An administrator asks you to choose a new password for your ${productName} account. Nobody but you is sent this link:`,
      },
      {
        type: "button",
        label: "Choose a new password",
        path: `/reset-password?token=${encodeURIComponent(props.token)}`,
      },
      {
        type: "paragraph",
        text: `It works once, for ${props.ttlMinutes} minutes. Setting a new password signs you out on every device.`,
      },
    ],
    reason:
      "You receive this because an administrator began it for the account with this address. If you do nothing, your password " +
      "stays as it is. Show this mail to nobody, also not to an administrator.",
  });
}
