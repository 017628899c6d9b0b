import { productName } from "@/features/outbox/mail-layout";
import { renderMail } from "@/features/outbox/render-mail";
import type { MailContent } from "@/features/outbox/sealed-content";

/** For who cannot pass a captcha in the browser: the way on with one sign-in. It proves the mailbox, and opens nothing by itself. */
export function captchaPassMail(props: { appUrl: string; token: string; ttlMinutes: number }): MailContent {
  return renderMail({
    appUrl: props.appUrl,
    title: "Go on with your sign-in",
    preview: `The link works for one sign-in, for ${props.ttlMinutes} minutes.`,
    blocks: [
      {
        type: "paragraph",
        text: `You asked to go on signing in to ${productName} without the check in your browser. Open this link in the same browser, and sign in with your password as usual:`,
      },
      { type: "button", label: "Go on with the sign-in", path: `/signin?token=${encodeURIComponent(props.token)}` },
      { type: "paragraph", text: `The link works for one sign-in, for ${props.ttlMinutes} minutes.` },
    ],
    reason:
      "You receive this because somebody tried to sign in to the account with this address. If that was not you, do nothing: " +
      "without your password nobody gets in.",
  });
}
