"use client";

import { ActionForm } from "@/ui/action-form";
import { Choice } from "@/ui/choice";
import { Field } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { TextAreaField } from "@/ui/text-area-field";
import { useFormAction } from "@/ui/use-form-action";
import { ageMax, ageMin, bioMaxLength, nameMaxLength } from "../policy";
import { saveProfileAction } from "./actions";

type Props = { name: string; bio: string; age: number | null; isPublic: boolean };

export function ProfileForm({ name, bio, age, isPublic }: Props) {
  const [state, formAction] = useFormAction(saveProfileAction);
  const { fieldErrors, values } = state;
  return (
    <ActionForm action={formAction} message={state.message} answer={state}>
      <Field
        label="Name"
        name="name"
        autoComplete="name"
        required
        maxLength={nameMaxLength}
        defaultValue={values?.["name"] ?? name}
        error={fieldErrors?.["name"]}
      />
      <TextAreaField
        label="About you"
        name="bio"
        rows={5}
        defaultValue={values?.["bio"] ?? bio}
        hint={`Plain text, ${bioMaxLength.toLocaleString("en")} characters at most.`}
        error={fieldErrors?.["bio"]}
      />
      <Field
        label="Age"
        name="age"
        inputMode="numeric"
        autoComplete="off"
        defaultValue={values?.["age"] ?? age ?? ""}
        hint={`From ${ageMin} to ${ageMax}, or empty. It is never shown to others.`}
        error={fieldErrors?.["age"]}
      />
      <Choice
        type="checkbox"
        name="isPublic"
        value="on"
        defaultChecked={values ? values["isPublic"] === "on" : isPublic}
      >
        Show my name, picture and text on a public page
      </Choice>
      <SubmitButton>Save profile</SubmitButton>
    </ActionForm>
  );
}
