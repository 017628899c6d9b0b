export const productName = "Latchkey";

/** A path of the app, from its first slash. A mail can only link to the app itself, for no block takes a whole URL. */
type AppPath = `/${string}`;

export type MailBlock =
  | { type: "paragraph"; text: string }
  | { type: "button"; label: string; path: AppPath }
  /** A question or remark, followed by a plain link. */
  | { type: "link"; text: string; label: string; path: AppPath }
  | { type: "facts"; facts: { label: string; value: string }[] }
  /** Digits to type elsewhere, in one piece, so that they can be copied and that phones offer them. */
  | { type: "code"; label: string; digits: string }
  /** Set apart from the rest: what somebody must not miss. */
  | { type: "note"; text: string };

export type Mail = {
  appUrl: string;
  /** The subject, and the heading inside. Never a secret: subjects are shown on locked screens and kept in logs. */
  title: string;
  /** The line that a list of messages shows after the subject. */
  preview: string;
  blocks: MailBlock[];
  /** Why this mail came, and what to do if it was not expected. */
  reason: string;
};

/** A value cannot start a line of its own, where it could pass for one of ours, nor turn the direction in which ours are read. */
export function oneLine(text: string): string {
  return text
    .replace(/[\s\p{Cc}]+/gu, " ")
    .replace(/\p{Bidi_Control}/gu, "")
    .trim();
}
