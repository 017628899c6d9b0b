import type { InterruptedAction } from "@/auth/interrupted-action";
import type { Viewer } from "@/core/viewer";
import { resendMailAction, reviveRecipientAction } from "@/features/admin-outbox/web/actions";
import { removePostAction } from "@/features/admin-posts/web/actions";
import {
  changeRoleAction,
  deleteUserAction,
  endUserSessionsAction,
  resendUserVerificationAction,
  restoreUserAction,
  startUserResetAction,
  suspendUserAction,
  unlockUserAction,
} from "@/features/admin-users/web/actions";
import { createTokenAction } from "@/features/api-tokens/web/actions";
import { retryAddressAction } from "@/features/mail-address/web/actions";
import { listSignInMethods } from "@/features/linked-accounts/list-sign-in-methods";
import { linkProviderAction, unlinkIdentityAction } from "@/features/linked-accounts/web/actions";
import { deps } from "@/platform/deps";
import { providerNamed } from "@/platform/env";
import type { FormAction } from "@/web/form-state";

type Fields = InterruptedAction["fields"];

type Continuation = {
  action: FormAction;
  /** What it does, as the words of a button. */
  describe: (fields: Fields, viewer: Viewer) => Promise<string>;
};

/** The actions that wait while their sender proves who they are, by the names under which they are kept. */
const continuations: Readonly<Record<string, Continuation>> = {
  "change-role": { action: changeRoleAction, describe: () => Promise.resolve("Change the person’s role") },
  "create-token": {
    action: createTokenAction,
    describe: async ({ name = "" }) => `Create the token “${name.trim()}”`,
  },
  "delete-user": { action: deleteUserAction, describe: () => Promise.resolve("Delete the account for good") },
  "end-user-sessions": {
    action: endUserSessionsAction,
    describe: () => Promise.resolve("End all of the person’s sessions"),
  },
  "link-provider": {
    action: linkProviderAction,
    describe: async ({ provider = "" }) => `Link ${nameOf(provider)}`,
  },
  "remove-post": { action: removePostAction, describe: () => Promise.resolve("Delete the post for good") },
  "resend-mail": { action: resendMailAction, describe: () => Promise.resolve("Send the mail again") },
  "resend-user-verification": {
    action: resendUserVerificationAction,
    describe: () => Promise.resolve("Mail the person another link"),
  },
  "restore-user": { action: restoreUserAction, describe: () => Promise.resolve("Restore the account") },
  "retry-address": { action: retryAddressAction, describe: () => Promise.resolve("Try your address again") },
  "revive-recipient": {
    action: reviveRecipientAction,
    describe: () => Promise.resolve("Let mail go to the address again"),
  },
  "start-user-reset": {
    action: startUserResetAction,
    describe: () => Promise.resolve("Mail the person a link to a new password"),
  },
  "suspend-user": { action: suspendUserAction, describe: () => Promise.resolve("Suspend the account") },
  "unlink-identity": {
    action: unlinkIdentityAction,
    describe: async ({ accountId }, viewer) => {
      const { identities } = await listSignInMethods(deps(), viewer);
      const provider = identities.find(({ id }) => id === accountId)?.provider;
      return provider === undefined ? "Remove a sign-in method" : `Remove ${nameOf(provider)}`;
    },
  },
  "unlock-user": { action: unlockUserAction, describe: () => Promise.resolve("Clear the wrong guesses") },
};

function nameOf(provider: string): string {
  return providerNamed(provider)?.name ?? provider;
}

/** What waits, in the words of its button. */
export async function describeInterrupted({ name, fields }: InterruptedAction, viewer: Viewer): Promise<string | null> {
  return (await continuations[name]?.describe(fields, viewer)) ?? null;
}

/** The action that waited, with the form that was sent. */
export function resume({ name, fields }: InterruptedAction): { action: FormAction; formData: FormData } | null {
  const continuation = continuations[name];
  if (!continuation) return null;
  const formData = new FormData();
  for (const [field, value] of Object.entries(fields)) formData.set(field, value);
  return { action: continuation.action, formData };
}
