"use client";

import { ActionForm } from "@/ui/action-form";
import { Choice, Choices } from "@/ui/choice";
import { Field } from "@/ui/field";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { scopeNames, scopes, tokenLifetimesDays, tokenNameMaxLength } from "../policy";
import { createTokenAction } from "./actions";
import { NewToken } from "./new-token";

const usualLifetime = "30";

/** The form, and in its place the token once it is made. */
export function CreateTokenForm() {
  const [state, formAction] = useFormAction(createTokenAction);
  if (state.shownOnce !== undefined) return <NewToken token={state.shownOnce} name={state.values?.["name"]} />;
  const { values = {}, fieldErrors } = state;
  return (
    <ActionForm action={formAction} message={state.message} answer={state}>
      <Field
        label="Name"
        name="name"
        required
        maxLength={tokenNameMaxLength}
        autoComplete="off"
        hint="What it is for, such as “Nightly backup”."
        defaultValue={values["name"]}
        error={fieldErrors?.["name"]}
      />
      <Choices legend="It may" error={fieldErrors?.["scopes"]}>
        {scopeNames.map((scope) => (
          <Choice
            key={scope}
            type="checkbox"
            name={scope}
            defaultChecked={values[scope] === "on"}
            aria-invalid={fieldErrors?.["scopes"] ? true : undefined}
          >
            {scopes[scope]}
            <code className="text-muted-foreground ml-2 text-xs">{scope}</code>
          </Choice>
        ))}
      </Choices>
      <Choices legend="It works for" error={fieldErrors?.["lifetimeDays"]} inline>
        {tokenLifetimesDays.map((days) => (
          <Choice
            key={days}
            type="radio"
            name="lifetimeDays"
            value={days}
            defaultChecked={(values["lifetimeDays"] ?? usualLifetime) === String(days)}
          >
            {days === 365 ? "1 year" : `${days} days`}
          </Choice>
        ))}
      </Choices>
      <SubmitButton>Create token</SubmitButton>
    </ActionForm>
  );
}
