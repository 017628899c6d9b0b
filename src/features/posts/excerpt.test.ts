import { describe, expect, it } from "vitest";
import { excerptOf } from "./excerpt";
import { excerptLength } from "./policy";
import { renderMarkdown } from "./render-markdown.mjs";

describe("an excerpt", () => {
  it("is the plain words of a text, without headings, code and tables", () => {
    const markdown =
      "# Keys\n\nA key *opens* `one` [lock](https://example.com) & <b>no</b> other.\n\n```js\nconst key = 1;\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nThat is all.";
    expect(excerptOf(renderMarkdown(markdown))).toBe("A key opens one lock & no other. That is all.");
  });

  it("ends at a word's end, and says that it goes on", () => {
    const excerpt = excerptOf(renderMarkdown("quiet lanterns, ".repeat(40)));
    expect(excerpt).toMatch(/(quiet|lanterns)…$/);
    expect(excerpt.length).toBeLessThanOrEqual(excerptLength + 1);
  });

  it("of a text without spaces is cut between two characters, never within one", () => {
    expect(excerptOf(renderMarkdown("鍵".repeat(500)))).toBe(`${"鍵".repeat(excerptLength)}…`);
    expect(excerptOf(renderMarkdown(`a${"🔑".repeat(500)}`))).toBe(`a${"🔑".repeat((excerptLength - 2) / 2)}…`);
  });

  it("is empty of a text that begins with code beyond what is searched", () => {
    expect(excerptOf(renderMarkdown(`\`\`\`\n${"a line\n".repeat(2_500)}\`\`\`\n\nThen words.`))).toBe("");
  });

  it("shows signs as they were written, and is empty where nothing was", () => {
    expect(excerptOf(renderMarkdown('5 < 6 & "so" on'))).toBe('5 < 6 & "so" on');
    expect(excerptOf(renderMarkdown("```js\nx\n```"))).toBe("");
  });
});
