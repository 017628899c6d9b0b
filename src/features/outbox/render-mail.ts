import { renderHtml } from "./mail-html";
import { oneLine, type Mail } from "./mail-layout";
import { renderText } from "./mail-text";
import type { MailContent } from "./sealed-content";

/** Renders one mail. The text part and the HTML part say the same, because both come from the same blocks. */
export function renderMail(mail: Mail): MailContent {
  return { subject: oneLine(mail.title), text: renderText(mail), html: renderHtml(mail) };
}
