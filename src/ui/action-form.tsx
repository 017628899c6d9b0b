"use client";

import { useEffect, useRef, type ReactNode } from "react";
import { Alert } from "./alert";

type Props = {
  action: (formData: FormData) => void;
  message: ReactNode;
  /** Changes with every answer of the server. */
  answer: unknown;
  children: ReactNode;
};

/**
 * A form that a server action answers. The browser's own checks are off, so that every fault is told by the same sentences with and
 * without scripts; after an answer the first field at fault has the focus.
 */
export function ActionForm({ action, message, answer, children }: Props) {
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    form.current?.querySelector<HTMLElement>("[aria-invalid]")?.focus();
  }, [answer]);
  return (
    <form ref={form} action={action} noValidate className="grid gap-5">
      {message && (
        <Alert tone="error" role="alert">
          {message}
        </Alert>
      )}
      {children}
    </form>
  );
}
