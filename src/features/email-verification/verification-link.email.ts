import { productName, type MailBlock } from "@/features/outbox/mail-layout";
import { renderMail } from "@/features/outbox/render-mail";
import type { MailContent } from "@/features/outbox/sealed-content";

/**
 * Asks whoever reads the mailbox to confirm the address. Nothing that was typed at sign-up is in it, not even a name:
 * the address may be a stranger's, and the sender of a spam wave would choose the words.
 */
export function verificationLinkMail(props: {
  appUrl: string;
  token: string;
  ttlHours: number;
  /** For the browser that signed up; null where it is not known. */
  code: { digits: string; ttlMinutes: number } | null;
}): MailContent {
  return renderMail({
    appUrl: props.appUrl,
    title: "Confirm your e-mail address",
    preview: `One click and your ${productName} account is ready.`,
    blocks: [
      {
        type: "paragraph",
        text: `Welcome. Confirm that this address is yours, and your ${productName} account is ready.`,
      },
      { type: "button", label: "Confirm this address", path: `/verify?token=${encodeURIComponent(props.token)}` },
      { type: "paragraph", text: `The link works once, for ${props.ttlHours} hours.` },
      ...(props.code === null ? [] : codeBlocks(props.code)),
    ],
    reason:
      `You receive this because somebody signed up with your address. If that was not you, do nothing: ` +
      `until the address is confirmed, nobody can use it to sign in.`,
  });
}

function codeBlocks({ digits, ttlMinutes }: { digits: string; ttlMinutes: number }): MailBlock[] {
  return [
    { type: "code", label: "Signed up on another device? Type this code there:", digits },
    {
      type: "paragraph",
      text: `The code works for ${ttlMinutes} minutes, on the page where you signed up and nowhere else.`,
    },
  ];
}
