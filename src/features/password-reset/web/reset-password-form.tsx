"use client";

import { ActionForm } from "@/ui/action-form";
import { NewPasswordField } from "@/ui/new-password-field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { resetPasswordAction } from "./actions";

export function ResetPasswordForm({ passwordMinLength }: { passwordMinLength: number }) {
  const [state, formAction] = useFormAction(resetPasswordAction);
  const { message, fieldErrors } = state;
  return (
    <ActionForm action={formAction} message={message} answer={state}>
      <NewPasswordField label="New password" minLength={passwordMinLength} error={fieldErrors?.["password"]} />
      <SubmitButton>Set new password</SubmitButton>
    </ActionForm>
  );
}
