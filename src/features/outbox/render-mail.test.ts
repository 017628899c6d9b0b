import { describe, expect, test } from "vitest";
import { renderMail } from "./render-mail";

const hostile = `</p><script>alert(1)</script><img src=x onerror=alert(1)> "&' \r\nBcc: eve@evil.example\r\n\r\nhttps://evil.example`;

const rendered = renderMail({
  appUrl: "https://app.example.com",
  title: hostile,
  preview: hostile,
  reason: hostile,
  blocks: [
    { type: "paragraph", text: hostile },
    { type: "note", text: hostile },
    { type: "code", label: hostile, digits: hostile },
    { type: "button", label: hostile, path: `/verify?token="><script>` },
    { type: "link", text: hostile, label: hostile, path: "/signin" },
    { type: "facts", facts: [{ label: hostile, value: hostile }] },
  ],
});

describe("the layout of a mail", () => {
  test("turns no value into markup", () => {
    expect(rendered.html).not.toMatch(/<script|<img|onerror=alert\(1\)>/);
    expect(rendered.html).toContain("&#60;script&#62;alert(1)");
    const targets = [...rendered.html.matchAll(/href="([^"]*)"/g)].map(([, target]) => target);
    expect(new Set(targets)).toEqual(
      new Set([
        "https://app.example.com/verify?token=&#34;&#62;&#60;script&#62;",
        "https://app.example.com/signin",
        "https://app.example.com",
      ]),
    );
  });

  test("lets no value break the subject or start a line of the text", () => {
    expect(rendered.subject).not.toMatch(/[\r\n]/);
    const lines = rendered.text.split("\n");
    expect(lines.filter((line) => /^(Bcc:|https:\/\/evil)/.test(line))).toEqual([]);
  });

  test("lets no value turn the direction in which the mail is read", () => {
    const title = "A\u202e\u2066 name\u200f \u0639\u200d";
    const mail = renderMail({ appUrl: "https://app.example.com", title, preview: title, reason: title, blocks: [] });
    expect(mail.subject).toBe("A name \u0639\u200d");
    expect(`${mail.text}${mail.html}`).not.toMatch(/\p{Bidi_Control}/u);
  });

  test("never wraps a link of the text, so that it stays whole", () => {
    const path = `/verify?token=${"x".repeat(400)}` as const;
    const mail = renderMail({
      appUrl: "https://app.example.com",
      title: "Title",
      preview: "",
      reason: "",
      blocks: [{ type: "button", label: "Go", path }],
    });
    expect(mail.text.split("\n")).toContain(`https://app.example.com${path}`);
  });
});
