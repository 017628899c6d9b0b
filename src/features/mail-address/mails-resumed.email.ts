import { productName } from "@/features/outbox/mail-layout";
import { renderMail } from "@/features/outbox/render-mail";
import type { MailContent } from "@/features/outbox/sealed-content";

/** Shows an owner that mail reaches them again. */
export function mailsResumedMail(props: { appUrl: string }): MailContent {
  return renderMail({
    appUrl: props.appUrl,
    title: "Our mails reach you again",
    preview: "You asked us to try this address again, and it works.",
    blocks: [
      {
        type: "paragraph",
        text:
          `You asked us to send mail to this address again. Since you read this, it arrives: links to set a new password ` +
          `and notices about the safety of your ${productName} account will reach you.`,
      },
      { type: "paragraph", text: "There is nothing to do." },
      {
        type: "link",
        text: "If you did not ask for it, look at who is signed in to your account:",
        label: "Your sessions",
        path: "/settings/sessions",
      },
    ],
    reason: "You receive this because you asked for it in your account, signed in and confirmed.",
  });
}
