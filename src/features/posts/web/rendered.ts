import { deps } from "@/platform/deps";
import { asTyped } from "../as-typed.mjs";

/** In characters, over all posts: some 30 MB, and the posts that most people read. */
const keptMax = 16_000_000;

const kept = new Map<string, string>();
let keptLength = 0;
const underWay = new Map<string, Promise<string | null>>();

/**
 * A saved post's text as HTML that can be shown; as it was typed where the server is too busy to read it. A version never changes, so
 * what was rendered once is kept until others push it out, and whoever asks meanwhile waits for the same rendering.
 */
export async function renderedPost(post: { id: string; version: number; content: string }): Promise<string> {
  const key = `${post.id} ${post.version}`;
  const html = kept.get(key) ?? (await renderOnce(key, post.content));
  if (html === null) return asTyped(post.content);
  keep(key, html);
  return html;
}

function renderOnce(key: string, content: string): Promise<string | null> {
  const rendering =
    underWay.get(key) ??
    deps()
      .postMarkdown.render(content)
      .finally(() => underWay.delete(key));
  underWay.set(key, rendering);
  return rendering;
}

/** Set anew with each use, so that the map's order is the order of use. */
function keep(key: string, html: string): void {
  forget(key);
  kept.set(key, html);
  keptLength += html.length;
  for (const oldest of kept.keys()) {
    if (keptLength <= keptMax) return;
    forget(oldest);
  }
}

function forget(key: string): void {
  keptLength -= kept.get(key)?.length ?? 0;
  kept.delete(key);
}
