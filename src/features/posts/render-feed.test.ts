import { expect, it } from "vitest";
import { renderFeed } from "./render-feed";
import { renderMarkdown } from "./render-markdown.mjs";

const at = new Date("2026-11-23T10:00:00Z");
const entry = {
  id: "3f0c1f4e-4b0f-4a6e-9b1a-0d4c6a1f2b3c",
  title: "<b>Keys & \u0001doors</b>",
  author: { name: '"Ada" <script>', publicId: null },
  publishedAt: at,
  updatedAt: at,
  html: renderMarkdown("A *text* ]]> <script>alert(1)</script>"),
};

it("quotes whatever authors write, so that a feed holds no element but its own", () => {
  const feed = renderFeed({ appUrl: "https://keys.example", now: at, entries: [entry] });
  expect(feed).toContain("<title>&lt;b&gt;Keys &amp; doors&lt;/b&gt;</title>");
  expect(feed).toContain("<name>&quot;Ada&quot; &lt;script&gt;</name>");
  expect(new Set([...feed.matchAll(/<\/?(\w+)/g)].map(([, name]) => name))).toEqual(
    new Set(["feed", "title", "id", "link", "updated", "entry", "author", "name", "published", "content"]),
  );
  expect(feed).toContain('href="https://keys.example/posts/3f0c1f4e-4b0f-4a6e-9b1a-0d4c6a1f2b3c"');
});

it("names a long post with its first words alone", () => {
  const html = renderMarkdown(`Quiet lanterns. ${"And on, and on. ".repeat(250)}\n\n`.repeat(10));
  const feed = renderFeed({ appUrl: "https://keys.example", now: at, entries: [{ ...entry, html }] });
  expect(feed).toMatch(/<summary>Quiet lanterns\. And on,[^<]{100,200}<\/summary>/);
  expect(feed).not.toContain("<content");
});

it("is a feed with nothing in it where there are no posts", () => {
  expect(renderFeed({ appUrl: "https://keys.example", now: at, entries: [] })).toContain(
    "<updated>2026-11-23T10:00:00.000Z</updated>\n</feed>",
  );
});
