import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { verificationLinkMail } from "@/features/email-verification/verification-link.email";
import { resetLinkMail } from "@/features/password-reset/reset-link.email";
import { sampleAppUrl as appUrl, sampleMails, sampleToken as token } from "@/local/sample-mails";

test("every mail of the app is looked at here", () => {
  const features = path.resolve(import.meta.dirname, "../src/features");
  const files = readdirSync(features, { recursive: true, encoding: "utf8" }).filter((file) =>
    file.endsWith(".email.ts"),
  );
  const names = files.map((file) => path.basename(file, ".email.ts"));
  expect([...new Set(sampleMails.map(({ name }) => name))].sort()).toEqual(names.sort());
});

/** What a reader sees of the HTML, in order, without the hidden preview. */
function visibleText(html: string): string {
  return html
    .replace(/<(head|style)>[\s\S]*<\/head>|<div style="display:none[\s\S]*?<\/div>/g, " ")
    .replace(/<[^>]*>/g, " ")
    .replace(/&#(\d+);/g, (_, code: string) => String.fromCharCode(Number(code)))
    .replace(/&middot;/g, " ");
}

/** The words alone: the parts differ in punctuation and in how they show a link. */
function words(text: string): string[] {
  return text.replace(/https?:\/\/\S+/g, " ").match(/[\p{L}\p{N}]+/gu) ?? [];
}

const named = sampleMails.map((sample) => ({
  ...sample,
  title: [sample.name, sample.state].filter(Boolean).join(", "),
}));

describe.each(named)("the mail $title", ({ mail, paths, says }) => {
  test("says the same in its text and in its HTML", () => {
    const wordmark = ["Latchkey"];
    const host = ["app", "example", "com"];
    expect(words(visibleText(mail.html))).toEqual([...wordmark, ...words(mail.text), ...host]);
  });

  test("links to the configured origin alone, in both parts", () => {
    const expected = new Set([...paths.map((path) => `${appUrl}${path}`), appUrl]);
    const inText = mail.text.match(/https?:\/\/\S+/g) ?? [];
    const inHtml = [...mail.html.matchAll(/\shref="([^"]*)"/g)].map(([, url]) => url);
    expect(new Set(inText)).toEqual(expected);
    expect(new Set(inHtml)).toEqual(expected);
  });

  test("loads nothing, so that opening it tells nobody", () => {
    expect(mail.html).not.toMatch(
      /<(img|link|script|iframe|object|video|audio|form|base)\b|url\(|@import|@font-face|\bsrc=|background=/i,
    );
  });

  test("keeps token and code out of the subject and the preview, which locked screens show", () => {
    const preview = /<div style="display:none[\s\S]*?<\/div>/.exec(mail.html)?.[0];
    expect(preview).toBeDefined();
    expect(`${mail.subject}${preview}`).not.toMatch(/token=|https?:|\d{6}/i);
    expect(mail.subject).toMatch(/^[\x20-\x7e]{10,60}$/);
  });

  test("says why it came, until when it works and what to do if it was not expected", () => {
    for (const sentence of [...says, "You receive this because"]) {
      expect(mail.text).toContain(sentence);
      expect(visibleText(mail.html)).toContain(sentence);
    }
  });

  test("follows the reader's light or dark colours and fits the limit of 102 kB beyond which Gmail cuts", () => {
    expect(mail.html).toContain('<meta name="color-scheme" content="light dark">');
    expect(mail.html).toContain("@media (prefers-color-scheme: dark)");
    // Pure white and black are what programs with a dark mode of their own turn round.
    expect(mail.html).not.toMatch(/#(fff|000)\b|#(ffffff|000000)\b/i);
    expect(Buffer.byteLength(mail.html)).toBeLessThan(20_000);
  });
});

describe("spam through our mails", () => {
  test("a stranger's words at sign-up have no way into the mail to an unproven address", () => {
    const one = verificationLinkMail({ appUrl, token, ttlHours: 24, code: null });
    const typed = { name: "You won! https://evil.example", email: "victim@example.com" };
    const other = verificationLinkMail({ appUrl, token, ttlHours: 24, code: null, ...typed });
    expect(other).toEqual(one);
  });

  test("a token cannot end the link and begin another", () => {
    const mail = resetLinkMail({ appUrl, token: `x"> https://evil.example/?a=b&c=d`, ttlMinutes: 60 });
    expect(mail.text).toContain("token=x%22%3E%20https%3A%2F%2Fevil.example%2F%3Fa%3Db%26c%3Dd\n");
    expect(mail.html).not.toContain("https://evil");
  });
});
