import { productName } from "@/features/outbox/mail-layout";
import { renderMail } from "@/features/outbox/render-mail";
import type { MailContent } from "@/features/outbox/sealed-content";

/** What the owner of a taken address reads when somebody signs up with it; the page that was used shows nothing of this. */
export function alreadyRegisteredMail(props: { appUrl: string }): MailContent {
  return renderMail({
    appUrl: props.appUrl,
    title: "You already have an account",
    preview: "Sign in with the password you have, or choose a new one.",
    blocks: [
      {
        type: "paragraph",
        text: `Somebody just tried to sign up to ${productName} with this address, which already has an account. Nothing about it has changed.`,
      },
      {
        type: "paragraph",
        text: "If it was you, sign in with the password you already have. The page may ask for a code: you need none.",
      },
      { type: "button", label: "Sign in", path: "/signin" },
      { type: "link", text: "Forgotten your password?", label: "Choose a new one", path: "/forgot-password" },
    ],
    reason:
      "You receive this because your address was entered on our sign-up page. If that was not you, do nothing: " +
      "whoever it was has learnt nothing about your account.",
  });
}
