import { useId, type ComponentProps, type ReactNode } from "react";
import { Label } from "./label";

type Props = Omit<ComponentProps<"textarea">, "id" | "className" | "children"> & {
  /** Without one it is not sent. */
  name?: string;
  label: string;
  hint?: ReactNode;
  error?: string | undefined;
};

/** A labelled field for several lines, with its hint and its error. */
export function TextAreaField({ label, hint, error, ...area }: Props) {
  const id = useId();
  const noteId = `${id}-note`;
  const note = error ?? hint;
  return (
    <div className="grid gap-2">
      <Label htmlFor={id}>{label}</Label>
      <textarea
        id={id}
        aria-invalid={error ? true : undefined}
        aria-describedby={note ? noteId : undefined}
        className="border-input bg-card placeholder:text-muted-foreground aria-invalid:border-destructive aria-invalid:outline-destructive focus-visible:border-ring w-full min-w-0 rounded-lg border px-3.5 py-2.5 text-base leading-relaxed shadow-xs transition-colors focus-visible:outline-offset-0 sm:text-[0.9375rem]"
        {...area}
      />
      {note && (
        <p id={noteId} className={`text-sm ${error ? "text-destructive" : "text-muted-foreground"}`}>
          {note}
        </p>
      )}
    </div>
  );
}
