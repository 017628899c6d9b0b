/** In characters: where a part may end, it ends once it is this long. Read one after the other, parts cost far less than the whole. */
const partLength = 4_000;

/**
 * Takes a long text apart between paragraphs, where neither a list, a quotation nor a block of code is open. A short text is one part;
 * all parts together, with a line break between each two, are the text.
 * @param {string} markdown
 * @returns {string[]}
 */
export function splitMarkdown(markdown) {
  const parts = [];
  let lines = [];
  let length = 0;
  let fence = null;
  let afterBlank = false;
  for (const line of markdown.split("\n")) {
    if (length >= partLength && fence === null && afterBlank && beginsAnew(line)) {
      parts.push(lines.join("\n"));
      lines = [];
      length = 0;
    }
    fence = fenceAfter(fence, line);
    afterBlank = line.trim() === "";
    lines.push(line);
    length += line.length + 1;
  }
  return [...parts, lines.join("\n")];
}

/** A line that goes on with nothing that stands before an empty line. */
function beginsAnew(line) {
  return /^[^\s>|*+\-\d]/.test(line) || /^\*\*\S/.test(line);
}

/**
 * How much of a text stands outside of blocks of code, in characters.
 * @param {string} markdown
 * @returns {number}
 */
export function lengthOutsideCode(markdown) {
  let fence = null;
  let length = 0;
  for (const line of markdown.split("\n")) {
    fence = fenceAfter(fence, line);
    if (fence === null) length += line.length + 1;
  }
  return length;
}

/** The marks of the block of code that is open after this line, null outside of any. */
function fenceAfter(open, line) {
  const marks = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1];
  if (marks === undefined) return open;
  if (open === null) return marks;
  return marks.startsWith(open) ? null : open;
}
