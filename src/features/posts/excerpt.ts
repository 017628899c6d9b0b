import { excerptLength } from "./policy";

const entities: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/** In characters of HTML: where the first words are, and as far as the patterns below may search in vain. */
const searchedLength = 10_000;

/** The first words of a text that `renderMarkdown` made, as plain text for those who share it: without code, tables and headings. */
export function excerptOf(html: string): string {
  const text = html
    .slice(0, searchedLength)
    .replace(/<[^>]*$/, "")
    .replace(/<(pre|table|h[2-6])\b[\s\S]*?(?:<\/\1>|$)/g, " ")
    .replace(/<[^>]*>/g, "")
    .replace(/&(?:#x([0-9a-f]+)|#(\d+)|([a-z]+));/gi, (sign, hex?: string, decimal?: string, name?: string) =>
      name === undefined
        ? String.fromCodePoint(hex === undefined ? Number(decimal) : parseInt(hex, 16))
        : (entities[name] ?? sign),
    )
    .replace(/\s+/g, " ")
    .trim();
  if (text.length <= excerptLength) return text;
  const cut = text.slice(0, excerptLength + 1);
  const words = cut.slice(0, Math.max(cut.lastIndexOf(" "), 0)) || cut.slice(0, excerptLength);
  return `${words.replace(/[\s,;:.\u2013-]+$/u, "").replace(/[\ud800-\udbff]$/, "")}…`;
}
