"use client";

import { useEffect, useRef } from "react";
import { NewToken } from "@/features/api-tokens/web/new-token";
import { Alert } from "@/ui/alert";
import { ButtonLink } from "@/ui/button";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { continueAction } from "./actions";

/**
 * `what` waits, in the words of the button, which is pressed by itself where scripts run. It is null once that is done: the page is
 * rendered anew beside the answer, and the answer is what stays to be seen.
 */
export function ContinueForm({ what }: { what: string | null }) {
  const [state, formAction] = useFormAction(continueAction);
  const form = useRef<HTMLFormElement>(null);
  const isPressed = useRef(false);
  useEffect(() => {
    if (isPressed.current) return;
    isPressed.current = true;
    form.current?.requestSubmit();
  }, []);
  if (state.shownOnce !== undefined) return <NewToken token={state.shownOnce} name={state.values?.["name"]} />;
  if (what === null || state.message !== undefined) return <NothingLeft refusal={state.message} />;
  return (
    <form ref={form} action={formAction}>
      <SubmitButton>{what}</SubmitButton>
    </form>
  );
}

function NothingLeft({ refusal }: { refusal: string | undefined }) {
  return (
    <div className="grid justify-items-start gap-5">
      <Alert tone={refusal === undefined ? "info" : "error"} role={refusal === undefined ? "status" : "alert"}>
        {refusal ?? "Nothing is waiting here any more."}
      </Alert>
      <ButtonLink href="/settings" variant="outline">
        Back to the settings
      </ButtonLink>
    </div>
  );
}
