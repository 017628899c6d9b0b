import { productName } from "@/features/outbox/mail-layout";
import { timeInWords } from "@/features/outbox/mail-time";
import { renderMail } from "@/features/outbox/render-mail";
import type { MailContent } from "@/features/outbox/sealed-content";
import type { Role } from "@/platform/prisma/enums";

const roleWords: Record<Role, string> = { USER: "User", MODERATOR: "Moderator", ADMIN: "Administrator" };

/** Tells a person that they may do more or less than before, and why they are signed out. */
export function roleChangedMail(props: { appUrl: string; role: Role; changedAt: Date }): MailContent {
  return renderMail({
    appUrl: props.appUrl,
    title: "Your role was changed",
    preview: `You are now: ${roleWords[props.role]}.`,
    blocks: [
      {
        type: "paragraph",
        text: `An administrator gave your ${productName} account another role. You are signed out on every device, and your access tokens are revoked: sign in again to go on.`,
      },
      {
        type: "facts",
        facts: [
          { label: "New role", value: roleWords[props.role] },
          { label: "When", value: timeInWords(props.changedAt) },
        ],
      },
      { type: "button", label: "Sign in", path: "/signin" },
    ],
    reason:
      "You receive this because the role of the account with this address was changed. We always tell you when that happens.",
  });
}
