"use client";

import { ActionForm } from "@/ui/action-form";
import { Field } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { requestPasswordResetAction } from "./actions";

type Props = {
  /** The signed-in viewer's address, to start with. */
  email: string | undefined;
};

export function RequestPasswordResetForm({ email }: Props) {
  const [state, formAction] = useFormAction(requestPasswordResetAction);
  const { message, fieldErrors, values } = state;
  return (
    <ActionForm action={formAction} message={message} answer={state}>
      <Field
        label="E-mail address"
        name="email"
        type="email"
        autoComplete="username"
        required
        defaultValue={values?.["email"] ?? email}
        error={fieldErrors?.["email"]}
      />
      <SubmitButton>Send reset link</SubmitButton>
    </ActionForm>
  );
}
