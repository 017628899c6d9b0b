"use client";

import { ActionForm } from "@/ui/action-form";
import { EmailField } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { mailPassAction } from "./actions";

/** `email` is what the sign-in form named, to start with. */
export function MailPassForm({ email }: { email: string | undefined }) {
  const [state, formAction] = useFormAction(mailPassAction);
  const { message, fieldErrors, values } = state;
  return (
    <ActionForm action={formAction} message={message} answer={state}>
      <EmailField autoComplete="username" defaultValue={values?.["email"] ?? email} error={fieldErrors?.["email"]} />
      <SubmitButton>Send link</SubmitButton>
    </ActionForm>
  );
}
