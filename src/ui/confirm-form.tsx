"use client";

import type { ReactNode } from "react";
import type { FormAction } from "@/web/form-state";
import { Alert } from "./alert";
import { buttonStyle } from "./button";
import { SubmitButton } from "./submit-button";
import { useFormAction } from "./use-form-action";

type Props = {
  action: FormAction;
  /** Hidden fields by name. */
  fields?: Readonly<Record<string, string>>;
  /** What opens it, a word or two. */
  summary: ReactNode;
  /** What will happen. */
  consequence: ReactNode;
  /** The words of the button that does it. */
  children: ReactNode;
  /** A link in the upper corner of the row that it belongs to, which is positioned; one among others below it; or a button where it stands. */
  place: keyof typeof discloserStyle;
};

/** What is pressed to open it. */
export const discloserStyle = {
  corner: "link absolute top-4 right-4 text-sm",
  row: "link text-sm",
  here: buttonStyle({ variant: "outline" }),
};

/** One button, after a second look: it is behind a disclosure, which the browser opens by itself, with and without scripts. */
export function ConfirmForm({ action, fields = {}, summary, consequence, place, children }: Props) {
  const [state, formAction] = useFormAction(action);
  return (
    <details
      open={state.message ? true : undefined}
      className={place === "row" ? "open:mb-3 open:basis-full" : undefined}
    >
      <summary className={`${discloserStyle[place]} w-fit list-none [&::-webkit-details-marker]:hidden`}>
        {summary}
      </summary>
      <form action={formAction} className="mt-3 grid justify-items-start gap-3">
        {Object.entries(fields).map(([name, value]) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <p className="text-muted-foreground text-sm">{consequence}</p>
        <SubmitButton variant="outline" size="small" width="auto">
          {children}
        </SubmitButton>
        {state.message && (
          <Alert tone="error" role="alert">
            {state.message}
          </Alert>
        )}
      </form>
    </details>
  );
}
