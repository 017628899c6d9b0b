import { productName } from "@/features/outbox/mail-layout";
import { timeInWords } from "@/features/outbox/mail-time";
import { renderMail } from "@/features/outbox/render-mail";
import type { MailContent } from "@/features/outbox/sealed-content";

type Props = {
  appUrl: string;
  /** Its owner's own words. */
  name: string;
  /** What it may do, a sentence each. */
  permissions: readonly string[];
  createdAt: Date;
  expiresAt: Date;
};

/** Tells the owner of a new personal access token. The token itself is in no mail. */
export function tokenCreatedMail({ appUrl, name, permissions, createdAt, expiresAt }: Props): MailContent {
  return renderMail({
    appUrl,
    title: "A new key to your account was made",
    preview: "If it was you, there is nothing to do.",
    blocks: [
      {
        type: "paragraph",
        text: `A personal access token for your ${productName} account was created. Whoever holds it can use the account without signing in, as far as it allows.`,
      },
      {
        type: "facts",
        facts: [
          { label: "Name", value: name },
          { label: "Allows", value: permissions.join("; ") },
          { label: "When", value: timeInWords(createdAt) },
          { label: "Expires", value: timeInWords(expiresAt) },
        ],
      },
      { type: "paragraph", text: "If it was you, there is nothing to do." },
      {
        type: "note",
        text: "If it was not you, choose a new password now, which signs every device out and ends every token:",
      },
      { type: "button", label: "Choose a new password", path: "/forgot-password" },
    ],
    reason:
      "You receive this because a key to the account with this address was made. We always tell you when that happens.",
  });
}
