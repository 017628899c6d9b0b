"use client";

import { ActionForm } from "@/ui/action-form";
import { Field } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { setFirstPasswordAction } from "./actions";

export function FirstPasswordForm({ email, passwordMinLength }: { email: string; passwordMinLength: number }) {
  const [state, formAction] = useFormAction(setFirstPasswordAction);
  return (
    <ActionForm action={formAction} message={state.message} answer={state}>
      <input type="text" autoComplete="username" value={email} readOnly hidden />
      <Field
        label="New password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        hint={`At least ${passwordMinLength} characters. A few unrelated words make a good password.`}
        error={state.fieldErrors?.["password"]}
      />
      <SubmitButton>Set password</SubmitButton>
    </ActionForm>
  );
}
