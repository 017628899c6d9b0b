"use client";

import { ActionForm } from "@/ui/action-form";
import { Field } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { confirmPasswordAction } from "./actions";

/** `next` is the page that asked; the action drops what leads off the site. */
export function ConfirmPasswordForm({ next, email }: { next: string | undefined; email: string }) {
  const [state, formAction] = useFormAction(confirmPasswordAction);
  return (
    <ActionForm action={formAction} message={state.message} answer={state}>
      {next !== undefined && <input type="hidden" name="next" value={next} />}
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        error={state.fieldErrors?.["password"]}
      />
      <SubmitButton>Continue</SubmitButton>
    </ActionForm>
  );
}
