/** A handler's answer in one sentence, kept by nobody. */
export function plainAnswer(status: number, sentence: string): Response {
  const headers = { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" };
  return new Response(`${sentence}\n`, { status, headers });
}
