"use client";

import type { ReactNode } from "react";
import { ActionForm } from "@/ui/action-form";
import { SubmitButton } from "@/ui/submit-button";
import { TextAreaField } from "@/ui/text-area-field";
import { useFormAction } from "@/ui/use-form-action";
import { unpublishReasonMaxLength } from "../policy";
import { withholdPostAction } from "./actions";

/** Takes a post back, behind a disclosure, with the reason that its author is mailed. */
export function WithholdForm({ postId, summary }: { postId: string; summary: ReactNode }) {
  const [state, formAction] = useFormAction(withholdPostAction);
  const { fieldErrors, values, message } = state;
  return (
    <details open={message !== undefined || fieldErrors !== undefined ? true : undefined}>
      <summary className="link absolute top-4 right-5 w-fit list-none text-sm [&::-webkit-details-marker]:hidden">
        {summary}
      </summary>
      <div className="mt-3 max-w-xl">
        <ActionForm action={formAction} message={message} answer={state}>
          <input type="hidden" name="postId" value={postId} />
          <TextAreaField
            label="Reason"
            name="reason"
            rows={3}
            required
            maxLength={unpublishReasonMaxLength}
            defaultValue={values?.["reason"]}
            hint="The author gets it by mail, as you write it."
            error={fieldErrors?.["reason"]}
          />
          <div>
            <SubmitButton variant="outline" size="small" width="auto">
              Take it back
            </SubmitButton>
          </div>
        </ActionForm>
      </div>
    </details>
  );
}
