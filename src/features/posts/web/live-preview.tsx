"use client";

import { useEffect, useState } from "react";
import { Prose } from "./prose";

/** In milliseconds: a pause in typing. */
const pause = 700;

const failed = "The preview could not be made. It is tried again when you type on.";

/** What the server makes of the text, a moment after the last key. */
export function LivePreview({ content }: { content: string }) {
  const [html, setHtml] = useState<string | null>(null);
  const [fault, setFault] = useState<string | null>(null);
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      fetchPreview(content, controller.signal)
        .then((made) => {
          setHtml(made);
          setFault(null);
        })
        .catch(() => {
          if (!controller.signal.aborted) setFault(failed);
        });
    }, pause);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [content]);
  return (
    <section aria-label="Preview" className="bg-card rounded-xl border p-5 shadow-xs sm:p-6">
      {fault !== null && <p className="text-muted-foreground mb-3 text-sm">{fault}</p>}
      {html === null ? (
        <p className="text-muted-foreground text-sm">The preview is being made.</p>
      ) : (
        <Prose html={html} />
      )}
    </section>
  );
}

/** Throws where the server is away or refuses. */
async function fetchPreview(content: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch("/api/posts/preview", { method: "POST", body: content, signal });
  if (!answer.ok) throw new Error("no preview");
  return await answer.text();
}
