import { productName } from "@/features/outbox/mail-layout";
import { excerptOf } from "./excerpt";
import type { PublishedPost } from "./list-published-posts";
import { feedEntryMaxLength } from "./policy";

export type FeedEntry = Pick<PublishedPost, "id" | "title" | "author" | "publishedAt"> & {
  updatedAt: Date;
  /** From `renderMarkdown`. */
  html: string;
};

/** An Atom feed, RFC 4287. `now` is what it was updated at where it is empty. */
export function renderFeed({ appUrl, now, entries }: { appUrl: string; now: Date; entries: FeedEntry[] }): string {
  const updated = new Date(Math.max(...entries.map(({ updatedAt }) => updatedAt.getTime()), 0) || now.getTime());
  return [
    '<?xml version="1.0" encoding="utf-8"?>',
    '<feed xmlns="http://www.w3.org/2005/Atom">',
    `<title>${escapeXml(productName)}</title>`,
    `<id>${escapeXml(`${appUrl}/posts`)}</id>`,
    `<link rel="alternate" type="text/html" href="${escapeXml(`${appUrl}/posts`)}"/>`,
    `<link rel="self" type="application/atom+xml" href="${escapeXml(`${appUrl}/posts/feed.xml`)}"/>`,
    `<updated>${updated.toISOString()}</updated>`,
    ...entries.map((entry) => renderEntry(appUrl, entry)),
    "</feed>\n",
  ].join("\n");
}

function renderEntry(appUrl: string, { id, title, author, publishedAt, updatedAt, html }: FeedEntry): string {
  return [
    "<entry>",
    `<id>urn:uuid:${escapeXml(id)}</id>`,
    `<title>${escapeXml(title)}</title>`,
    `<link rel="alternate" type="text/html" href="${escapeXml(`${appUrl}/posts/${id}`)}"/>`,
    `<author><name>${escapeXml(author.name)}</name></author>`,
    `<published>${publishedAt.toISOString()}</published>`,
    `<updated>${updatedAt.toISOString()}</updated>`,
    html.length > feedEntryMaxLength
      ? `<summary>${escapeXml(excerptOf(html))}</summary>`
      : `<content type="html">${escapeXml(html)}</content>`,
    "</entry>",
  ].join("\n");
}

const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

/** Also without what XML 1.0 has no way to say. */
function escapeXml(text: string): string {
  return text
    .replace(/[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu, "")
    .replace(/[&<>"]/g, (sign) => entities[sign] ?? "");
}
