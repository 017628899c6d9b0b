"use client";

import { ActionForm } from "@/ui/action-form";
import { NewPasswordField } from "@/ui/new-password-field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { setFirstPasswordAction } from "./actions";

export function FirstPasswordForm({ email, passwordMinLength }: { email: string; passwordMinLength: number }) {
  const [state, formAction] = useFormAction(setFirstPasswordAction);
  return (
    <ActionForm action={formAction} message={state.message} answer={state}>
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <NewPasswordField label="New password" minLength={passwordMinLength} error={state.fieldErrors?.["password"]} />
      <SubmitButton>Set password</SubmitButton>
    </ActionForm>
  );
}
