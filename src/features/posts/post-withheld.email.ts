import { timeInWords } from "@/features/outbox/mail-time";
import { renderMail } from "@/features/outbox/render-mail";
import type { MailContent } from "@/features/outbox/sealed-content";

/** Tells an author that a moderator took a post of theirs back, and why. */
export function postWithheldMail(props: {
  appUrl: string;
  title: string;
  reason: string;
  postId: string;
  withheldAt: Date;
}): MailContent {
  return renderMail({
    appUrl: props.appUrl,
    title: "Your post was taken back",
    preview: "A moderator made it a draft again, and says why.",
    blocks: [
      {
        type: "paragraph",
        text: "A moderator took back a post of yours. Nobody but you and the people who run this site can read it now. Nothing of it is lost: you can change it, and a moderator can release it again.",
      },
      {
        type: "facts",
        facts: [
          { label: "Post", value: props.title },
          { label: "Reason", value: props.reason },
          { label: "When", value: timeInWords(props.withheldAt) },
        ],
      },
      { type: "button", label: "Open your post", path: `/posts/${props.postId}` },
    ],
    reason: "You receive this because a post of the account with this address was taken back.",
  });
}
