import { Field } from "./field";

type Props = {
  /** `username` where a password manager should offer an account, `email` where a new address may be typed. */
  autoComplete: "username" | "email";
  defaultValue: string | undefined;
  error: string | undefined;
};

/** The address of an account, as every form asks for it. */
export function EmailField(props: Props) {
  return <Field label="E-mail address" name="email" type="email" required {...props} />;
}
