"use client";

import { Alert } from "@/ui/alert";
import { SubmitButton } from "@/ui/submit-button";
import { useFormAction } from "@/ui/use-form-action";
import { unlinkIdentityAction } from "./actions";

/** Removes one identity, after a second look: the button that does it is behind a disclosure. */
export function UnlinkForm({ accountId, name }: { accountId: string; name: string }) {
  const [state, formAction] = useFormAction(unlinkIdentityAction);
  return (
    <details open={state.message ? true : undefined} className="open:w-full">
      <summary className="link ml-auto w-fit list-none text-sm [&::-webkit-details-marker]:hidden">Remove</summary>
      <form action={formAction} className="mt-3 grid justify-items-start gap-3">
        <input type="hidden" name="accountId" value={accountId} />
        <p className="text-muted-foreground text-sm">
          {name} will no longer sign in to this account, and your other devices are signed out.
        </p>
        <SubmitButton variant="outline" size="small" width="auto">
          Remove {name}
        </SubmitButton>
        {state.message && (
          <Alert tone="error" role="alert">
            {state.message}
          </Alert>
        )}
      </form>
    </details>
  );
}
