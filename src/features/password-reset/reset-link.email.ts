import { productName } from "@/features/outbox/mail-layout";
import { renderMail } from "@/features/outbox/render-mail";
import type { MailContent } from "@/features/outbox/sealed-content";

/** The way back into an account whose password is forgotten. */
export function resetLinkMail(props: { appUrl: string; token: string; ttlMinutes: number }): MailContent {
  return renderMail({
    appUrl: props.appUrl,
    title: "Choose a new password",
    preview: `The link works once, for ${props.ttlMinutes} minutes.`,
    blocks: [
      { type: "paragraph", text: `You asked for a new password for your ${productName} account. Choose it here:` },
      {
        type: "button",
        label: "Choose a new password",
        path: `/reset-password?token=${encodeURIComponent(props.token)}`,
      },
      {
        type: "paragraph",
        text: `The link works once, for ${props.ttlMinutes} minutes. Setting a new password signs you out on every device.`,
      },
    ],
    reason:
      "You receive this because somebody asked to reset the password of the account with this address. If that was not you, " +
      "do nothing: your password stays as it is. Show this mail to nobody.",
  });
}
