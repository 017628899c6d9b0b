import type { CaptchaAction } from "@/core/deps";

/**
 * What a form action answers when it does not redirect; success always redirects.
 * `values` is what was typed, for the form to keep, and never holds a password or a token.
 */
export type FormState = {
  /** One sentence above the form. */
  message?: string;
  /** By field name, one sentence under the field. */
  fieldErrors?: Readonly<Record<string, string>>;
  values?: Readonly<Record<string, string>>;
  /** A captcha is to be passed before the form is sent again. */
  captcha?: CaptchaAction;
  /** A secret that this answer alone holds. Whoever shows it shows no form beside it, for a form sends its state back. */
  shownOnce?: string;
};

export type FormAction = (previous: FormState, formData: FormData) => Promise<FormState>;

export const emptyFormState: FormState = {};
