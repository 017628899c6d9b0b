import rehypeHighlight from "rehype-highlight";
import rehypeSanitize, { defaultSchema } from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { asTyped } from "./as-typed.mjs";
import { lengthOutsideCode, splitMarkdown } from "./split-markdown.mjs";

/**
 * Some texts take time by the square of their length: what has no paragraphs to be taken apart at is not read as Markdown beyond this.
 * Blocks of code are read line by line, and may make a part longer.
 */
const proseMaxLength = 8_000;
const partMaxLength = 20_000;
/** Longer code stays without colours: what is made to backtrack takes time by the square of its length too. */
const colouredMaxLength = 4_000;
/** A row counts as many cells as the table's head, however few were typed. */
const cellsMax = 2_000;
/** A definition or a footnote can be referred to thousands of times; coloured code is at most so many times its text. */
const growthMax = 20;
/** Languages that highlight.js reads in time by the cube of their length. */
const backtracking = ["markdown", "md", "mkdown", "mkd"];
/** Twenty quotations in each other, or more. */
const nestedDeep = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|>[ \t]*){20}/m;

/**
 * No class of the author's but a code's language, no id but a footnote's, no title, and only links that lead somewhere harmless.
 * @type {import("rehype-sanitize").Options}
 */
const schema = {
  ...defaultSchema,
  attributes: {
    ...defaultSchema.attributes,
    "*": (defaultSchema.attributes?.["*"] ?? []).filter((name) => name !== "title"),
  },
  clobberPrefix: "",
  protocols: { ...defaultSchema.protocols, href: ["http", "https", "mailto"], src: ["http", "https"] },
};

const renderer = unified()
  .use(remarkParse)
  .use(remarkGfm, { singleTilde: false })
  .use(() => refuseLargeTables)
  .use(remarkRehype)
  .use(rehypeSanitize, schema)
  .use(() => (tree) => {
    tree.children = tree.children.map((child) => (child.type === "element" ? makeOurs(child) : child));
  })
  .use(rehypeHighlight, { plainText: backtracking })
  .use(rehypeStringify)
  .freeze();

/**
 * Markdown as HTML that nobody can be harmed by: raw HTML is dropped, nothing is loaded from anywhere, and a link is marked as a
 * stranger's. What would take long to read as Markdown, or come out many times as long, is shown as it was typed. Never throws.
 * It may take seconds of a core, so the app calls it in a thread of its own (`src/platform/markdown-renderer.ts`).
 * @param {string} markdown
 * @returns {string}
 */
export function renderMarkdown(markdown) {
  return headingsInOrder(splitMarkdown(markdown).map(renderPart).join("\n"));
}

/**
 * Numbers the headings as an outline below the post's title, which skips no level, however their author counted. In this HTML nothing but
 * a heading reads like one, for what was typed is quoted.
 */
function headingsInOrder(html) {
  const above = [];
  return html.replace(/<(\/?)h([2-6])\b/g, (_, slash, digit) => {
    const level = Number(digit);
    if (slash === "") {
      while ((above.at(-1) ?? 0) >= level) above.pop();
      above.push(level);
    }
    return `<${slash}h${above.length + 1}`;
  });
}

function renderPart(part) {
  if (part.length > partMaxLength || lengthOutsideCode(part) > proseMaxLength) return asTyped(part);
  if (nestedDeep.test(part)) return asTyped(part);
  try {
    const html = String(renderer.processSync(part));
    return html.length > proseMaxLength + growthMax * part.length ? asTyped(part) : html;
  } catch {
    return asTyped(part);
  }
}

/** Throws for a tree whose tables come to more cells than anybody reads. */
function refuseLargeTables(tree) {
  if (cellsOf(tree) > cellsMax) throw new Error("The tables are too large.");
}

function cellsOf(node) {
  if (node.type === "table") return (node.align?.length ?? 0) * node.children.length;
  return (node.children ?? []).reduce((sum, child) => sum + cellsOf(child), 0);
}

/** Makes an element what a page of ours may show, with all that is in it. */
function makeOurs(element) {
  const children = element.children.map((child) => (child.type === "element" ? makeOurs(child) : child));
  const { tagName, properties } = element;
  switch (tagName) {
    case "a":
      return { ...element, children, properties: { ...properties, rel: ["nofollow", "ugc", "noopener"] } };
    case "img":
      return pictureLink(properties);
    // A page's only h1 is the post's title.
    case "h1":
    case "h2":
    case "h3":
    case "h4":
    case "h5":
      return { ...element, children, tagName: `h${Number(tagName.slice(1)) + 1}` };
    // A box that nobody can tick is a sign.
    case "input":
      return span([{ type: "text", value: properties["checked"] ? "☑" : "☐" }]);
    // What has no language is not coloured.
    case "code":
      return { ...element, children, properties: textLength(children) > colouredMaxLength ? {} : properties };
    // What scrolls sideways can be scrolled by keyboard.
    case "pre":
      return { ...element, children, properties: { ...properties, tabIndex: 0 } };
    case "table":
      return {
        type: "element",
        tagName: "div",
        properties: { className: ["table-scroll"], tabIndex: 0 },
        children: [{ ...element, children }],
      };
    default:
      return { ...element, children };
  }
}

function textLength(children) {
  return children.reduce((sum, child) => sum + (child.type === "text" ? child.value.length : 0), 0);
}

/** A picture from elsewhere would tell that place who reads here, so it is only linked to. */
function pictureLink({ src, alt }) {
  const text = typeof alt === "string" && alt !== "" ? alt : "Picture";
  const children = [{ type: "text", value: text }];
  if (typeof src !== "string" || !/^https?:/i.test(src)) return span(children);
  return {
    type: "element",
    tagName: "a",
    properties: { href: src, rel: ["nofollow", "ugc", "noopener"] },
    children,
  };
}

function span(children) {
  return { type: "element", tagName: "span", properties: {}, children };
}
