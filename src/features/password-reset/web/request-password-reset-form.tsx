"use client";

import { ActionForm } from "@/ui/action-form";
import { CaptchaByMail, CaptchaField } from "@/ui/captcha-field";
import { EmailField } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import type { FormState } from "@/web/form-state";
import { requestPasswordResetAction } from "./actions";

type Props = {
  /** The signed-in viewer's address, to start with. */
  email: string | undefined;
  /** Set where a captcha is asked for from the start. */
  captcha: FormState["captcha"];
};

export function RequestPasswordResetForm({ email, captcha }: Props) {
  const [state, formAction] = useFormAction(requestPasswordResetAction);
  const { message, fieldErrors, values } = state;
  return (
    <ActionForm action={formAction} message={message} answer={state}>
      <EmailField autoComplete="username" defaultValue={values?.["email"] ?? email} error={fieldErrors?.["email"]} />
      <SubmitButton>Send reset link</SubmitButton>
      <CaptchaField action={state.captcha ?? captcha} answer={state}>
        <CaptchaByMail />
      </CaptchaField>
    </ActionForm>
  );
}
