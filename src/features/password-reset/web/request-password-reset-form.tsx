"use client";

import { useActionState } from "react";
import { ActionForm } from "@/ui/action-form";
import { Field } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { emptyFormState } from "@/web/form-state";
import { requestPasswordResetAction } from "./actions";

type Props = {
  /** The signed-in viewer's address, to start with. */
  email: string | undefined;
};

export function RequestPasswordResetForm({ email }: Props) {
  const [state, formAction] = useActionState(requestPasswordResetAction, emptyFormState);
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
