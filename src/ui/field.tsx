import { useId, type ComponentProps, type ReactNode } from "react";
import { Input } from "./input";
import { Label } from "./label";
import { PasswordInput } from "./password-input";

type Props = Omit<ComponentProps<typeof Input>, "id" | "children"> & {
  name: string;
  label: string;
  /** What to know before typing; an error stands in its place. */
  hint?: ReactNode;
  error?: string | undefined;
  /** Beside the label, such as a link for those who cannot fill this in. */
  aside?: ReactNode;
};

/** A labelled input with its hint and its error, which assistive technology reads together with the field. */
export function Field({ label, hint, error, aside, ...input }: Props) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  const Control = input.type === "password" ? PasswordInput : Input;
  return (
    <div className="grid gap-2">
      <div className="flex min-h-6 items-center justify-between gap-4">
        <Label htmlFor={id}>{label}</Label>
        {aside}
      </div>
      <Control
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? noteId : undefined}
        {...input}
      />
      {note && (
        <p id={noteId} className={`text-sm ${error ? "text-destructive" : "text-muted-foreground"}`}>
          {note}
        </p>
      )}
    </div>
  );
}

type EmailProps = {
  /** `username` where a password manager should offer an account, `email` where a new address may be typed. */
  autoComplete: "username" | "email";
  defaultValue: string | undefined;
  error: string | undefined;
};

/** The address of an account, as every form asks for it. In this file, for a module of its own would weigh more than it says. */
export function EmailField(props: EmailProps) {
  return <Field label="E-mail address" name="email" type="email" required {...props} />;
}
