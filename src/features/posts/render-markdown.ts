import type { Element, ElementContent, Root } from "hast";
import rehypeHighlight from "rehype-highlight";
import rehypeSanitize, { defaultSchema, type Options } from "rehype-sanitize";
import rehypeStringify from "rehype-stringify";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";
import { splitMarkdown } from "./split-markdown";

/** Some texts take time by the square of their length: what has no paragraphs to be taken apart at is not read as Markdown beyond this. */
const partMaxLength = 20_000;
/** Twenty quotations in each other, or more. */
const nestedDeep = /^[ \t]*(?:(?:[-*+]|\d{1,9}[.)])[ \t]+|>[ \t]*){20}/m;

/** No class of the author's but a code's language, no id but a footnote's, and only links that lead somewhere harmless. */
const schema: Options = {
  ...defaultSchema,
  clobberPrefix: "",
  protocols: { ...defaultSchema.protocols, href: ["http", "https", "mailto"], src: ["http", "https"] },
};

const renderer = unified()
  .use(remarkParse)
  .use(remarkGfm, { singleTilde: false })
  .use(remarkRehype)
  .use(rehypeSanitize, schema)
  .use(() => (tree: Root) => {
    tree.children = tree.children.map((child) => (child.type === "element" ? makeOurs(child) : child));
  })
  .use(rehypeHighlight)
  .use(rehypeStringify)
  .freeze();

/**
 * Markdown as HTML that nobody can be harmed by: raw HTML is dropped, nothing is loaded from anywhere, and a link is marked as a
 * stranger's. What would take long to read as Markdown is shown as it was typed. Never throws.
 */
export function renderMarkdown(markdown: string): string {
  return headingsInOrder(splitMarkdown(markdown).map(renderPart).join("\n"));
}

/**
 * Numbers the headings as an outline below the post's title, which skips no level, however their author counted. In this HTML nothing but
 * a heading reads like one, for what was typed is quoted.
 */
function headingsInOrder(html: string): string {
  const above: number[] = [];
  return html.replace(/<(\/?)h([2-6])\b/g, (_, slash: string, digit: string) => {
    const level = Number(digit);
    if (slash === "") {
      while ((above.at(-1) ?? 0) >= level) above.pop();
      above.push(level);
    }
    return `<${slash}h${above.length + 1}`;
  });
}

function renderPart(part: string): string {
  if (part.length > partMaxLength || nestedDeep.test(part)) return asTyped(part);
  try {
    return String(renderer.processSync(part));
  } catch {
    return asTyped(part);
  }
}

function asTyped(text: string): string {
  return `<pre tabindex="0">${text.replace(/[&<>]/g, (sign) => `&#${sign.charCodeAt(0)};`)}</pre>`;
}

/** Makes an element what a page of ours may show, with all that is in it. */
function makeOurs(element: Element): Element {
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

/** A picture from elsewhere would tell that place who reads here, so it is only linked to. */
function pictureLink({ src, alt }: Element["properties"]): Element {
  const text = typeof alt === "string" && alt !== "" ? alt : "Picture";
  const children: ElementContent[] = [{ type: "text", value: text }];
  if (typeof src !== "string" || !/^https?:/i.test(src)) return span(children);
  return {
    type: "element",
    tagName: "a",
    properties: { href: src, rel: ["nofollow", "ugc", "noopener"] },
    children,
  };
}

function span(children: ElementContent[]): Element {
  return { type: "element", tagName: "span", properties: {}, children };
}
