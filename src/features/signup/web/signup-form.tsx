"use client";

import { ActionForm } from "@/ui/action-form";
import { CaptchaByMail, CaptchaField } from "@/ui/captcha-field";
import { EmailField, Field } from "@/ui/field";
import { NewPasswordField } from "@/ui/new-password-field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import type { FormState } from "@/web/form-state";
import { nameMaxLength } from "../policy";
import { signupAction } from "./actions";

type Props = {
  passwordMinLength: number;
  /** Set where a captcha is asked for from the start. */
  captcha: FormState["captcha"];
};

export function SignupForm({ passwordMinLength, captcha }: Props) {
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
      <EmailField autoComplete="email" defaultValue={values?.["email"]} error={fieldErrors?.["email"]} />
      <NewPasswordField label="Password" minLength={passwordMinLength} error={fieldErrors?.["password"]} />
      <SubmitButton>Create account</SubmitButton>
      <CaptchaField action={state.captcha ?? captcha} answer={state}>
        <CaptchaByMail />
      </CaptchaField>
    </ActionForm>
  );
}
