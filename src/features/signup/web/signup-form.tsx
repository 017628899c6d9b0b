"use client";

import { ActionForm } from "@/ui/action-form";
import { Field } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { nameMaxLength } from "../policy";
import { signupAction } from "./actions";

export function SignupForm({ passwordMinLength }: { passwordMinLength: number }) {
  const [state, formAction] = useFormAction(signupAction);
  const { message, fieldErrors, values } = state;
  return (
    <ActionForm action={formAction} message={message} answer={state}>
      <Field
        label="Name"
        name="name"
        autoComplete="name"
        required
        maxLength={nameMaxLength}
        defaultValue={values?.["name"]}
        error={fieldErrors?.["name"]}
      />
      <Field
        label="E-mail address"
        name="email"
        type="email"
        autoComplete="email"
        required
        defaultValue={values?.["email"]}
        error={fieldErrors?.["email"]}
      />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="new-password"
        required
        hint={`At least ${passwordMinLength} characters. A few unrelated words make a good one.`}
        error={fieldErrors?.["password"]}
      />
      <SubmitButton>Create account</SubmitButton>
    </ActionForm>
  );
}
