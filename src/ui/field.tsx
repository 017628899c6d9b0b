import { useId, type ComponentProps, type ReactNode } from "react";
import { Input } from "./input";
import { Label } from "./label";
import { PasswordInput } from "./password-input";

type Props = Omit<ComponentProps<typeof Input>, "id" | "children"> & {
  name: string;
  label: string;
  /** What to know before typing. */
  hint?: ReactNode;
  error?: string | undefined;
  /** Beside the label, such as a link for those who cannot fill this in. */
  aside?: ReactNode;
};

/** A labelled input with its hint and its error, which assistive technology reads together with the field. */
export function Field({ label, hint, error, aside, ...input }: Props) {
  const id = useId();
  const errorId = `${id}-error`;
  const hintId = `${id}-hint`;
  const describedBy = [error && errorId, hint && hintId].filter(Boolean).join(" ");
  const Control = input.type === "password" ? PasswordInput : Input;
  return (
    <div className="grid gap-2">
      <div className="flex min-h-6 items-center justify-between gap-4">
        <Label htmlFor={id}>{label}</Label>
        {aside}
      </div>
      <Control id={id} aria-invalid={error ? true : undefined} aria-describedby={describedBy || undefined} {...input} />
      {error && (
        <p id={errorId} className="text-destructive text-sm">
          {error}
        </p>
      )}
      {hint && (
        <p id={hintId} className="text-muted-foreground text-sm">
          {hint}
        </p>
      )}
    </div>
  );
}
