import { makeRoom } from "@/core/make-room";
import { renderMarkdown } from "../render-markdown";

/** Of this many posts the HTML is kept: a few megabytes, and the posts that most people read. */
const keptMax = 200;

const kept = new Map<string, string>();

/** A saved post's text as HTML that can be shown. A version never changes, so what was rendered once is kept until others push it out. */
export function renderedPost({ id, version, content }: { id: string; version: number; content: string }): string {
  const key = `${id} ${version}`;
  const html = kept.get(key) ?? renderMarkdown(content);
  kept.delete(key);
  kept.set(key, html);
  makeRoom(kept, keptMax);
  return html;
}
