import type { NextRequest } from "next/server";
import { readFreshRequestViewer } from "@/auth/viewer";
import { autosavePost, type AutosaveOutcome } from "@/features/posts/autosave-post";
import { contentMaxLength } from "@/features/posts/policy";
import { autosaveSchema } from "@/features/posts/schema";
import { autosaveFault } from "@/features/posts/web/messages";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { readText } from "@/web/read-text";
import { isSameOrigin } from "@/web/same-origin";

/** A character is four bytes at most, and a line's end two characters; the rest is small. */
const maxBytes = contentMaxLength * 4 + 4_096;

/** What the writer's page has typed so far, as JSON; the answer is for that page's script, which says the `fault` to the person. */
export async function POST(request: NextRequest): Promise<Response> {
  try {
    if (!isSameOrigin(request.headers, env().appUrl)) return refuse(403, "this is no page of this site.");
    const viewer = await readFreshRequestViewer(request);
    if (!viewer) return refuse(401, "you were signed out. Sign in in another tab, and it is saved.");
    const text = await readText(request, maxBytes);
    if (text === null) return refuse(413, "that is too much text.");
    const input = autosaveSchema.safeParse(parseJson(text));
    if (!input.success) return refuse(400, autosaveFault(input.error.issues));
    return answer(await autosavePost(deps(), viewer, input.data));
  } catch (error) {
    deps().log.error("autosave_failed", error);
    return refuse(503, "something went wrong on our side.");
  }
}

function answer(outcome: AutosaveOutcome): Response {
  if (outcome.ok) {
    const { postId, version, savedAt } = outcome;
    return Response.json({ postId, version, savedAt }, { headers });
  }
  switch (outcome.reason) {
    case "conflict":
      return Response.json({ postId: outcome.postId, current: outcome.current }, { status: 409, headers });
    case "another":
      return refuse(401, "somebody else is signed in now. Sign in as yourself in another tab, and it is saved.");
    case "unknown":
      return refuse(404, "this post is no longer there. Copy your text if you still need it.");
    case "limited":
      return refuse(429, "too much is being saved at once.", { "retry-after": String(outcome.retryAfterSeconds) });
  }
}

const headers = { "cache-control": "no-store" };

function refuse(status: number, fault: string, more: Record<string, string> = {}): Response {
  return Response.json({ fault }, { status, headers: { ...headers, ...more } });
}

/** What is no JSON is what no schema takes. */
function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
