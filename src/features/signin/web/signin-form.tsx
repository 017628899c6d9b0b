"use client";

import { ActionForm } from "@/ui/action-form";
import { CaptchaField } from "@/ui/captcha-field";
import { EmailField, Field } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { emptyFormState, type FormState } from "@/web/form-state";
import { signinAction } from "./actions";

type Props = {
  /** Where to go afterwards; the action drops what leads off the site. */
  next: string | undefined;
  /** Why the visitor was sent here. */
  failure: string | undefined;
  /** Set where a captcha is asked for from the start. */
  captcha: FormState["captcha"];
};

export function SigninForm({ next, failure, captcha }: Props) {
  const [state, formAction] = useFormAction(signinAction);
  const { message = state === emptyFormState ? failure : undefined, fieldErrors, values } = state;
  return (
    <ActionForm action={formAction} message={message} answer={state}>
      <input type="hidden" name="next" value={next ?? ""} />
      <EmailField autoComplete="username" defaultValue={values?.["email"]} error={fieldErrors?.["email"]} />
      <Field
        label="Password"
        name="password"
        type="password"
        autoComplete="current-password"
        required
        error={fieldErrors?.["password"]}
        aside={
          <a href="/forgot-password" className="link text-sm">
            Forgot password?
          </a>
        }
      />
      <SubmitButton>Sign in</SubmitButton>
      <CaptchaField action={state.captcha ?? captcha} answer={state}>
        <span>Cannot pass it?</span>
        <a href="/signin/by-mail" className="link">
          Continue by mail
        </a>
      </CaptchaField>
    </ActionForm>
  );
}
