"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { Button, type ButtonStyle } from "./button";

/** Says that the form is on its way and takes no second press; it keeps the focus, which a disabled button would lose. */
export function SubmitButton({ children, ...style }: ButtonStyle & { children: ReactNode }) {
  const { pending } = useFormStatus();
  return (
    <Button
      type="submit"
      size="large"
      width="full"
      aria-disabled={pending || undefined}
      onClick={(event) => pending && event.preventDefault()}
      {...style}
    >
      {pending && (
        <span aria-hidden className="size-4 animate-spin rounded-full border-2 border-current border-r-transparent" />
      )}
      {children}
    </Button>
  );
}
