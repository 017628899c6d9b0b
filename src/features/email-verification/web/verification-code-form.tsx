"use client";

import { ActionForm } from "@/ui/action-form";
import { Field } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { verificationCode } from "../policy";
import { verifyByCodeAction } from "./actions";

/** For who reads the mail on another device. */
export function VerificationCodeForm() {
  const [state, formAction] = useFormAction(verifyByCodeAction);
  const { message, fieldErrors } = state;
  return (
    <ActionForm action={formAction} message={message} answer={state}>
      <Field
        label="Code from the mail"
        name="code"
        inputMode="numeric"
        autoComplete="one-time-code"
        autoCapitalize="off"
        spellCheck={false}
        required
        hint={`Six digits. They work in this browser for ${verificationCode.ttlMinutes} minutes.`}
        error={fieldErrors?.["code"]}
      />
      <SubmitButton>Confirm with the code</SubmitButton>
    </ActionForm>
  );
}
