"use client";

import { ActionForm } from "@/ui/action-form";
import { Field } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { setAvatarFromAction } from "./actions";

/** A picture that is on the web already. */
export function AvatarAddressForm() {
  const [state, formAction] = useFormAction(setAvatarFromAction);
  const { message, fieldErrors, values } = state;
  const isAnswered = message !== undefined || fieldErrors !== undefined;
  return (
    <details open={isAnswered ? true : undefined}>
      <summary className="link w-fit cursor-pointer text-sm">Use a picture from the web</summary>
      <div className="mt-4">
        <ActionForm action={formAction} message={message} answer={state}>
          <Field
            label="Address of the picture"
            name="address"
            type="url"
            placeholder="https://"
            required
            defaultValue={values?.["address"]}
            hint="It is copied now; what changes there later does not change it here."
            error={fieldErrors?.["address"]}
          />
          <SubmitButton variant="outline" width="auto">
            Copy picture
          </SubmitButton>
        </ActionForm>
      </div>
    </details>
  );
}
