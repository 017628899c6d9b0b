"use client";

import { ActionForm } from "@/ui/action-form";
import { CaptchaByMail, CaptchaField } from "@/ui/captcha-field";
import { EmailField } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import type { FormState } from "@/web/form-state";
import { resendVerificationAction } from "./actions";

type Props = {
  /** The address that the last form named, to start with. */
  email: string | undefined;
  /** Set where a captcha is asked for from the start. */
  captcha: FormState["captcha"];
  /** Outlined where something else on the page matters more. */
  variant?: "primary" | "outline";
};

export function ResendVerificationForm({ email, captcha, variant = "primary" }: Props) {
  const [state, formAction] = useFormAction(resendVerificationAction);
  const { message, fieldErrors, values } = state;
  return (
    <ActionForm action={formAction} message={message} answer={state}>
      <EmailField autoComplete="email" defaultValue={values?.["email"] ?? email} error={fieldErrors?.["email"]} />
      <SubmitButton variant={variant}>Send a new link</SubmitButton>
      <CaptchaField action={state.captcha ?? captcha} answer={state}>
        <CaptchaByMail />
      </CaptchaField>
    </ActionForm>
  );
}
