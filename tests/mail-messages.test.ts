import { describe, expect, test } from "vitest";
import { sampleAppUrl, sampleMails, sampleToken } from "@/local/sample-mails";
import { renderMail } from "@/features/outbox/render-mail";
import { composeMessage, readMessage } from "./support/composed-message";

const to = "crème+1@xn--bcher-kva.example";

const titled = sampleMails.map((sample) => ({
  ...sample,
  title: [sample.name, sample.state].filter(Boolean).join(", "),
}));

describe.each(titled)("the mail $title, as a mail program reads it", ({ mail, paths, says }) => {
  const reading = composeMessage({ ...mail, to }).then(async (raw) => ({ raw, read: await readMessage(raw) }));

  test("goes to one recipient, from us, and answers to nobody else", async () => {
    const { read } = await reading;
    expect(read.to).toEqual([{ name: "", address: to }]);
    expect(read.from).toEqual({ name: "Latchkey", address: "accounts@example.com" });
    for (const field of ["cc", "bcc", "replyTo", "sender", "returnPath"] as const) expect(read[field]).toBeUndefined();
  });

  test("has two parts, both as they were written, and nothing attached", async () => {
    const { raw, read } = await reading;
    expect(read.subject).toBe(mail.subject);
    expect(read.text?.replaceAll("\r\n", "\n").trimEnd()).toBe(mail.text.trimEnd());
    expect(read.html?.replaceAll("\r\n", "\n").trimEnd()).toBe(mail.html.trimEnd());
    expect(read.attachments).toEqual([]);
    const types = [...raw.toString("latin1").matchAll(/^content-type: *([\w/-]+)/gim)].map(([, type]) => type);
    expect(types).toEqual(["multipart/alternative", "text/plain", "text/html"]);
  });

  test("says that no person wrote it, and is no list that one could leave", async () => {
    const { read } = await reading;
    const known = new Map(read.headers.map(({ key, value }) => [key, value]));
    expect(known.get("auto-submitted")).toBe("auto-generated");
    expect(known.get("x-auto-response-suppress")).toBe("All");
    expect([...known.keys()].filter((key) => key.startsWith("list-") || key === "precedence")).toEqual([]);
    expect(read.headers).toHaveLength(known.size);
  });

  test("has no secret in any header, and no control character anywhere", async () => {
    const { read } = await reading;
    const headers = read.headers.map(({ key, value }) => `${key}: ${value}`).join("\n");
    expect(`${headers}${read.subject}`).not.toMatch(/token=|https?:/);
    expect(headers).not.toContain(sampleToken);
    expect(read.subject).not.toMatch(/\d{6}/);
    expect(`${read.subject}${read.text}${read.html}`).not.toMatch(/[^\P{Cc}\r\n]|\p{Bidi_Control}/u);
  });

  test("leads to the configured origin alone, over https, and says until when", async () => {
    const { read } = await reading;
    const written = [...`${read.text} ${read.html}`.matchAll(/[a-z]+:\/\/[^\s"'<>]+/gi)].map(([url]) => new URL(url));
    expect(new Set(written.map(({ origin }) => origin))).toEqual(new Set([sampleAppUrl]));
    expect(new Set(written.map(({ pathname, search }) => pathname + search))).toEqual(new Set([...paths, "/"]));
    for (const sentence of says) expect(read.text).toContain(sentence);
  });

  test("has no line longer than mail servers take", async () => {
    const { raw } = await reading;
    const longest = Math.max(
      ...raw
        .toString("latin1")
        .split("\r\n")
        .map((line) => line.length),
    );
    expect(longest).toBeLessThanOrEqual(998);
  });
});

describe("a hostile value", () => {
  const hostile = `Ada\r\nBcc: eve@evil.example\r\nContent-Type: text/html\r\n\r\n<b>https://evil.example</b>\u0000\u202e${"W".repeat(5_000)}`;

  test("adds no header, no recipient and no part, wherever a template puts it", async () => {
    const mail = renderMail({
      appUrl: sampleAppUrl,
      title: hostile,
      preview: hostile,
      reason: hostile,
      blocks: [{ type: "facts", facts: [{ label: hostile, value: hostile }] }],
    });
    const read = await readMessage(await composeMessage({ ...mail, to: "ada@example.com" }));
    expect(read.to).toEqual([{ name: "", address: "ada@example.com" }]);
    expect(read.bcc).toBeUndefined();
    expect(read.attachments).toEqual([]);
    expect(read.headers.map(({ key }) => key)).not.toContain("bcc");
    expect(read.text).toContain("Ada Bcc: eve@evil.example Content-Type: text/html <b>");
    expect(read.html).not.toContain("<b>");
    expect(read.subject).not.toMatch(/[\p{Cc}\p{Bidi_Control}]/u);
  });
});
