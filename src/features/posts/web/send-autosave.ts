import type { PostText } from "../current-text";
import type { AutosaveAnswer, Standing } from "./autosaver";

/** In milliseconds: after so long an answer is not waited for any more. */
const patience = 20_000;

/** In bytes: what a browser sends to the end though its page is gone. */
const keepaliveMax = 60_000;

type Writer = { writerId: string; createKey: string };

/** What the handler answers, each by its status. */
type Body = { postId: string; version: number; current: PostText & { version: number }; fault?: string };

/** Sends a text to be saved. Never throws. */
export async function sendAutosave(writer: Writer, standing: Standing, text: PostText): Promise<AutosaveAnswer> {
  if (!navigator.onLine) return { kind: "later", fault: "you are offline. It is saved once you are back." };
  try {
    const body = JSON.stringify({ ...writer, standing, ...text });
    const answer = await fetch("/api/posts/autosave", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body,
      keepalive: new Blob([body]).size <= keepaliveMax,
      signal: AbortSignal.timeout(patience),
    });
    return toAnswer(answer, (await answer.json()) as Body);
  } catch {
    return { kind: "later", fault: "the server cannot be reached. It is tried again." };
  }
}

function toAnswer({ ok, status, headers }: Response, body: Body): AutosaveAnswer {
  if (ok) return { kind: "saved", postId: body.postId, version: body.version };
  const { postId, current, fault = "something went wrong." } = body;
  if (status === 409) return { kind: "conflict", postId, current };
  if (status === 400 || status === 403 || status === 404 || status === 413) return { kind: "refused", fault };
  const afterSeconds = Number(headers.get("retry-after"));
  return { kind: "later", fault, ...(afterSeconds > 0 ? { afterSeconds } : {}) };
}
