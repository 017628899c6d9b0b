"use client";

import type { ReactNode } from "react";
import { useFormStatus } from "react-dom";
import { Button, type ButtonStyle } from "./button";

type Props = ButtonStyle & {
  /** Which of a form's buttons it is, where there are several. */
  name?: string;
  value?: string;
  children: ReactNode;
};

/** Says that the form is on its way and takes no second press; it keeps the focus, which a disabled button would lose. */
export function SubmitButton({ children, ...rest }: Props) {
  const { pending } = useFormStatus();
  return (
    <Button
      type="submit"
      size="large"
      width="full"
      aria-disabled={pending || undefined}
      onClick={(event) => pending && event.preventDefault()}
      {...rest}
    >
      {pending && (
        <span aria-hidden className="size-4 animate-spin rounded-full border-2 border-current border-r-transparent" />
      )}
      {children}
    </Button>
  );
}
