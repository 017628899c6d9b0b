import { afterEach, expect, it } from "vitest";
import { renderMarkdown } from "@/features/posts/render-markdown.mjs";
import { createMarkdownRenderer } from "./markdown-renderer";

const opened: ReturnType<typeof createMarkdownRenderer>[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((renderer) => renderer.close()));
});

function open(options?: Parameters<typeof createMarkdownRenderer>[0]) {
  const renderer = createMarkdownRenderer(options);
  opened.push(renderer);
  return renderer;
}

it("answers in a thread of its own what the same text is in this one", async () => {
  const text = "# On keys\n\nA *word*.\n\n```js\nlet a;\n```";
  expect(await open().render(text)).toBe(renderMarkdown(text));
});

it("shows as it was typed what does not come to its end in time", async () => {
  expect(await open({ deadlineMs: 1 }).render("a *word* & more")).toBe('<pre tabindex="0">a *word* &#38; more</pre>');
});

it("keeps no more texts waiting than it bears, and says so", async () => {
  const renderer = open();
  const crowd = await Promise.all(Array.from({ length: 60 }, () => renderer.render("a")));
  expect(crowd.filter((html) => html === null)).toHaveLength(9);
  expect(new Set(crowd.filter((html) => html !== null))).toEqual(new Set(["<p>a</p>"]));
});
