"use client";

import type { ReactNode } from "react";
import { ActionForm } from "@/ui/action-form";
import { discloserStyle } from "@/ui/confirm-form";
import { SubmitButton } from "@/ui/submit-button";
import { TextAreaField } from "@/ui/text-area-field";
import { useFormAction } from "@/ui/use-form-action";
import { unpublishReasonMaxLength } from "../policy";
import { withholdPostAction } from "./actions";

type Props = {
  postId: string;
  /** The list that it stands in. */
  from: string;
  summary: ReactNode;
  /** A link in the upper corner of the row that it belongs to, which is positioned; or one among others below it. */
  place: "corner" | "row";
};

/** Takes a post back, behind a disclosure, with the reason that its author is mailed. */
export function WithholdForm({ postId, from, summary, place }: Props) {
  const [state, formAction] = useFormAction(withholdPostAction);
  const { fieldErrors, values, message } = state;
  return (
    <details
      open={message !== undefined || fieldErrors !== undefined ? true : undefined}
      className="open:mb-3 open:basis-full"
    >
      <summary className={`${discloserStyle[place]} w-fit list-none [&::-webkit-details-marker]:hidden`}>
        {summary}
      </summary>
      <div className="mt-3 max-w-xl">
        <ActionForm action={formAction} message={message} answer={state}>
          <input type="hidden" name="postId" value={postId} />
          <input type="hidden" name="from" value={from} />
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
