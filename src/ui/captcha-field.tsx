"use client";

import { useEffect, useId, useRef, useState, type ReactNode } from "react";

type Props = {
  /** What the form does, for which alone the captcha counts; undefined while none is asked for. */
  action: string | undefined;
  /** Changes with every answer of the server, which uses a solved captcha up. */
  answer: unknown;
  /** The way on for who cannot pass it. */
  children: ReactNode;
};

type Progress = "idle" | "working" | "waiting" | "done" | "failed";

const sentences: Readonly<Record<Progress, string>> = {
  idle: "This check runs by itself where scripts do.",
  working: "Checking. This takes a few seconds; go on with the form meanwhile.",
  waiting: "Checking. The form is sent as soon as that is done.",
  done: "Done. Send the form.",
  failed: "The check could not be made.",
};

/**
 * A captcha that solves itself while the form is filled in. It stays once it was asked for; a form that is sent too early waits for it. What solves
 * it is loaded only then, for most people never see it.
 */
export function CaptchaField({ action, answer, children }: Props) {
  const titleId = useId();
  const field = useRef<HTMLInputElement>(null);
  const container = useRef<HTMLDivElement>(null);
  const [asked, setAsked] = useState(action);
  const [progress, setProgress] = useState<Progress>("idle");
  const [attempt, setAttempt] = useState(0);
  if (action !== undefined && action !== asked) setAsked(action);

  useEffect(() => {
    const input = field.current;
    const form = input?.form;
    if (!asked || !input || !form || !container.current) return;
    const solving = new AbortController();
    const { signal } = solving;
    let submitter: HTMLElement | null | undefined;
    const wait = (event: SubmitEvent) => {
      if (input.value !== "" || event.submitter?.getAttribute("name") === "captchaByMail") return;
      event.preventDefault();
      event.stopPropagation();
      submitter = event.submitter;
      setProgress("waiting");
    };
    form.addEventListener("submit", wait, { capture: true, signal });
    input.value = "";
    setProgress("working");
    solve({ action: asked, container: container.current, signal }).then(
      (solution) => {
        if (signal.aborted) return;
        input.value = solution;
        setProgress("done");
        if (submitter !== undefined) form.requestSubmit(submitter);
      },
      () => {
        if (signal.aborted) return;
        solving.abort();
        setProgress("failed");
      },
    );
    return () => solving.abort();
  }, [asked, answer, attempt]);

  if (!asked) return null;
  return (
    <div role="group" aria-labelledby={titleId} className="grid gap-3 rounded-lg border px-4 py-3 text-sm">
      <p id={titleId} className="font-medium">
        Are you a person?
      </p>
      <input ref={field} type="hidden" name="captcha" />
      <div ref={container} className="empty:hidden" />
      <p role="status" className="text-muted-foreground flex items-center gap-2">
        {(progress === "working" || progress === "waiting") && (
          <span aria-hidden className="size-4 animate-spin rounded-full border-2 border-current border-r-transparent" />
        )}
        {sentences[progress]}
        {progress === "failed" && (
          <button type="button" className="link" onClick={() => setAttempt(attempt + 1)}>
            Try again
          </button>
        )}
      </p>
      <div className="text-muted-foreground flex flex-wrap items-center justify-between gap-3 border-t pt-3">
        {children}
      </div>
    </div>
  );
}

/**
 * A button that sends the form without the captcha: then the mail that the form asks for is the proof. Below the form's own button, for
 * the first one is what the enter key presses.
 */
export function CaptchaByMail() {
  return (
    <>
      <span>Cannot pass it?</span>
      <button type="submit" name="captchaByMail" value="yes" className="link">
        Continue by mail
      </button>
    </>
  );
}

async function solve(solving: { action: string; container: HTMLElement; signal: AbortSignal }): Promise<string> {
  const { solveCaptcha } = await import("./solve-captcha");
  return await solveCaptcha(solving);
}
