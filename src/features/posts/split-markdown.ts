/** In characters: where a part may end, it ends once it is this long. Read one after the other, parts cost far less than the whole. */
const partLength = 4_000;

/**
 * Takes a long text apart between paragraphs, where neither a list, a quotation nor a block of code is open. A short text is one part;
 * all parts together, with a line break between each two, are the text.
 */
export function splitMarkdown(markdown: string): string[] {
  const parts: string[] = [];
  let lines: string[] = [];
  let length = 0;
  let fence: string | null = null;
  let afterBlank = false;
  for (const line of markdown.split("\n")) {
    if (length >= partLength && fence === null && afterBlank && beginsAnew(line)) {
      parts.push(lines.join("\n"));
      lines = [];
      length = 0;
    }
    const marks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
    if (marks !== undefined) fence = fenceAfter(fence, marks);
    afterBlank = line.trim() === "";
    lines.push(line);
    length += line.length + 1;
  }
  return [...parts, lines.join("\n")];
}

/** A line that goes on with nothing that stands before an empty line. */
function beginsAnew(line: string): boolean {
  return /^[^\s>|*+\-\d]/.test(line) || /^\*\*\S/.test(line);
}

function fenceAfter(open: string | null, marks: string): string | null {
  if (open === null) return marks;
  return marks.startsWith(open) ? null : open;
}
