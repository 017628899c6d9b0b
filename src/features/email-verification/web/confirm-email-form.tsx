"use client";

import { ActionForm } from "@/ui/action-form";
import { Field } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { confirmEmailAction } from "./actions";

type Props = {
  /** Whether this is the browser that signed up; any other may prove itself by the password chosen there. */
  sameBrowser: boolean;
};

export function ConfirmEmailForm({ sameBrowser }: Props) {
  const [state, formAction] = useFormAction(confirmEmailAction);
  const { message, fieldErrors } = state;
  return (
    <ActionForm action={formAction} message={message} answer={state}>
      <input type="hidden" name="intent" value="confirm" />
      {!sameBrowser && (
        <Field
          label="Password from sign-up (optional)"
          name="password"
          type="password"
          autoComplete="current-password"
          hint="You opened the link in another browser than the one that signed up. Enter the password chosen there to keep it, or leave this empty and choose a new one next."
          error={fieldErrors?.["password"]}
        />
      )}
      <SubmitButton>Confirm e-mail address</SubmitButton>
    </ActionForm>
  );
}
