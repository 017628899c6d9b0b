import { productName } from "@/features/outbox/mail-layout";
import { renderMail } from "@/features/outbox/render-mail";
import type { MailContent } from "@/features/outbox/sealed-content";

/** Tells an owner that strangers guess, and gives a new device of theirs a way past the pauses that this causes. */
export function guessesNoticedMail(props: { appUrl: string; token: string; ttlHours: number }): MailContent {
  return renderMail({
    appUrl: props.appUrl,
    title: "Somebody is guessing your password",
    preview: "Your account is closed to new devices for a while. Yours keep working.",
    blocks: [
      {
        type: "paragraph",
        text:
          `Wrong passwords were tried for your ${productName} account, many times in a row. None was right. ` +
          `Until it stops, sign-ins from new devices have to wait; where you have signed in before, nothing changes.`,
      },
      { type: "paragraph", text: "Was it you, on a device that you have not used before? Then open this link there:" },
      {
        type: "button",
        label: "Sign in on this device",
        path: `/unlock?token=${encodeURIComponent(props.token)}`,
      },
      { type: "paragraph", text: `The link works once, for ${props.ttlHours} hours, and signs nobody in by itself.` },
      {
        type: "link",
        text: "If you use the same password elsewhere, or it is a short one:",
        label: "Choose a new password",
        path: "/forgot-password",
      },
    ],
    reason:
      "You receive this because it concerns the safety of your account, at most once a day. If you did not try to sign in, " +
      "you need do nothing. Show this mail to nobody.",
  });
}
