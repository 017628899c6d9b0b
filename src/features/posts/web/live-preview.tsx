"use client";

import { useEffect, useId, useState } from "react";
import { Prose } from "./prose";

/** In milliseconds: a pause in typing. */
const pause = 700;

const nothing = "<p>There is nothing to show yet.</p>";
const failed = "The preview could not be made. It is tried again when you type on.";

/** What the server makes of the text, a moment after the last key. */
export function LivePreview({ content }: { content: string }) {
  const headingId = useId();
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
    <section aria-labelledby={headingId} className="grid grid-cols-1 content-start gap-2">
      <h2 id={headingId} className="text-sm leading-none font-medium">
        Preview
      </h2>
      <div
        tabIndex={0}
        aria-labelledby={headingId}
        role="group"
        className="bg-card rounded-lg border p-5 shadow-xs sm:p-6 lg:max-h-[36rem] lg:overflow-y-auto"
      >
        {fault !== null && <p className="text-muted-foreground mb-3 text-sm">{fault}</p>}
        {html === null ? (
          <p className="text-muted-foreground text-sm">The preview is being made.</p>
        ) : (
          <Prose html={html || nothing} />
        )}
      </div>
    </section>
  );
}

/** Throws where the server is away or refuses. */
async function fetchPreview(content: string, signal: AbortSignal): Promise<string> {
  const answer = await fetch("/api/posts/preview", { method: "POST", body: content, signal });
  if (!answer.ok) throw new Error("no preview");
  return await answer.text();
}
