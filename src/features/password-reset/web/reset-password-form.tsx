"use client";

import { ActionForm } from "@/ui/action-form";
import { Field } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { resetPasswordAction } from "./actions";

export function ResetPasswordForm({ passwordMinLength }: { passwordMinLength: number }) {
  const [state, formAction] = useFormAction(resetPasswordAction);
  const { message, fieldErrors } = state;
  return (
    <ActionForm action={formAction} message={message} answer={state}>
      <Field
        label="New password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        hint={`At least ${passwordMinLength} characters. A few unrelated words make a good one.`}
        error={fieldErrors?.["password"]}
      />
      <SubmitButton>Set new password</SubmitButton>
    </ActionForm>
  );
}
