"use client";

import { ActionForm } from "@/ui/action-form";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { unlockAction } from "./actions";

export function UnlockForm() {
  const [state, formAction] = useFormAction(unlockAction);
  return (
    <ActionForm action={formAction} message={state.message} answer={state}>
      <input type="hidden" name="intent" value="unlock" />
      <SubmitButton>This is my device</SubmitButton>
    </ActionForm>
  );
}
