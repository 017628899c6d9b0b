import type { NextRequest } from "next/server";
import { readFreshRequestViewer } from "@/auth/viewer";
import { contentMaxLength } from "@/features/posts/policy";
import { limits } from "@/features/rate-limit/policy";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { readText } from "@/web/read-text";
import { isSameOrigin } from "@/web/same-origin";

/** A character is four bytes at most. */
const maxBytes = contentMaxLength * 4;

/** The body is Markdown, the answer the HTML that a post of it would be; nothing is kept. */
export async function POST(request: NextRequest): Promise<Response> {
  try {
    if (!isSameOrigin(request.headers, env().appUrl)) return answer(403, "This is no page of this site.");
    const viewer = await readFreshRequestViewer(request);
    if (!viewer) return answer(401, "Sign in first.");
    const limit = await deps().limiter.take(limits.postPreview, viewer.id);
    if (!limit.ok) return answer(429, "Too many previews.", { "retry-after": String(limit.retryAfterSeconds) });
    const text = await readText(request, maxBytes);
    if (text === null || text.length > contentMaxLength) return answer(413, "That is too much text.");
    const html = await deps().previewMarkdown.render(text);
    return html === null ? answer(503, "The server is busy.", { "retry-after": "5" }) : answer(200, html);
  } catch (error) {
    deps().log.error("preview_failed", error);
    return answer(503, "Something went wrong on our side.");
  }
}

/** As plain text, so that nobody can be sent to it as to a page. */
function answer(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(text, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store", ...headers },
  });
}
