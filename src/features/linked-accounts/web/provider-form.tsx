"use client";

import type { ReactNode } from "react";
import { Alert } from "@/ui/alert";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import type { FormAction } from "@/web/form-state";

type Props = {
  action: FormAction;
  provider: string;
  next?: string | undefined;
  /** The button's words and sign. */
  children: ReactNode;
};

/** One button that leaves for a provider. */
export function ProviderForm({ action, provider, next, children }: Props) {
  const [state, formAction] = useFormAction(action);
  return (
    <form action={formAction} className="grid gap-2">
      <input type="hidden" name="provider" value={provider} />
      {next !== undefined && <input type="hidden" name="next" value={next} />}
      <SubmitButton variant="outline">{children}</SubmitButton>
      {state.message && (
        <Alert tone="error" role="alert">
          {state.message}
        </Alert>
      )}
    </form>
  );
}
