import type { ReactNode } from "react";
import type { Role } from "@/platform/prisma/enums";
import { ConfirmForm } from "@/ui/confirm-form";
import type { FormAction } from "@/web/form-state";
import type { UserDetail } from "../get-user";
import {
  deleteUserAction,
  endUserSessionsAction,
  resendUserVerificationAction,
  restoreUserAction,
  startUserResetAction,
  suspendUserAction,
  unlockUserAction,
} from "./actions";
import { RoleForm } from "./role-form";

type Props = { user: UserDetail; isOwn: boolean; roleNames: Record<Role, string> };

/** What an administrator may do to this account, each behind a second look. */
export function UserActs({ user, isOwn, roleNames }: Props) {
  const { id, name, isVerified, suspendedAt, sessions, guesses } = user;
  const act = (action: FormAction, words: string, consequence: string, button: string) => (
    <Act action={action} userId={id} words={words} consequence={consequence} name={name}>
      {button}
    </Act>
  );
  return (
    <div className="grid gap-5">
      <RoleForm userId={id} role={user.role} roleNames={roleNames} />
      <div className="grid justify-items-start gap-3 border-t pt-5">
        {sessions.length > 0 &&
          act(
            endUserSessionsAction,
            "End all sessions",
            "Every device and app is signed out, and every access token is revoked.",
            "End them",
          )}
        {guesses > 0 &&
          act(
            unlockUserAction,
            "Clear wrong guesses",
            "Strangers’ wrong guesses no longer make this person wait.",
            "Clear the count",
          )}
        {!isVerified &&
          act(
            resendUserVerificationAction,
            "Resend verification",
            "Another link to confirm the address is mailed to it.",
            "Mail the link",
          )}
        {isVerified &&
          suspendedAt === null &&
          act(
            startUserResetAction,
            "Start a password reset",
            "A link to choose a new password is mailed to this person. Nobody else gets to see it.",
            "Mail the link",
          )}
        {suspendedAt !== null &&
          act(restoreUserAction, "Restore", "The account may be used again; its owner signs in anew.", "Restore it")}
        {isOwn ? (
          <p className="text-muted-foreground text-sm">
            This is your own account: only another administrator can suspend or delete it.
          </p>
        ) : (
          <>
            {suspendedAt === null &&
              act(
                suspendUserAction,
                "Suspend",
                "Nothing of this account opens anything until it is restored. Its owner is signed out everywhere and told by mail.",
                "Suspend it",
              )}
            {act(
              deleteUserAction,
              "Delete",
              "Profile, posts, ways to sign in and sessions are deleted with it, for good. This cannot be undone.",
              "Delete for good",
            )}
          </>
        )}
      </div>
    </div>
  );
}

type ActProps = {
  action: FormAction;
  userId: string;
  words: string;
  /** Whose, for those who only hear the words. */
  name: string;
  consequence: string;
  children: ReactNode;
};

function Act({ action, userId, words, name, consequence, children }: ActProps) {
  const summary = (
    <>
      {words}
      <span className="sr-only">: {name}</span>
    </>
  );
  return (
    <ConfirmForm place="here" action={action} fields={{ userId }} summary={summary} consequence={consequence}>
      {children}
    </ConfirmForm>
  );
}
