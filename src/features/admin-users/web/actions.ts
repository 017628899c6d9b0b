"use server";

import { redirect } from "next/navigation";
import type { z } from "zod";
import { recentFormAction } from "@/auth/recent-form-action";
import type { AdminViewer, RecentViewer } from "@/core/viewer";
import { deps } from "@/platform/deps";
import { deliverAfterResponse } from "@/web/deliver-after-response";
import { setFlash, type FlashKey } from "@/web/flash";
import type { FormState } from "@/web/form-state";
import type { ActOutcome } from "../act-on-user";
import { changeRole } from "../change-role";
import { deleteUser } from "../delete-user";
import { endUserSessions } from "../end-user-sessions";
import { resendUserVerification, startUserReset } from "../mail-user";
import { changeRoleSchema, userActSchema } from "../schema";
import { restoreUser, suspendUser } from "../suspend-user";
import { unlockUser } from "../unlock-user";
import { actRefusal } from "./messages";

const list = "/admin/users";

type UserAction<Schema extends z.ZodObject> = {
  name: string;
  schema: Schema;
  act: (viewer: AdminViewer & RecentViewer, input: z.output<Schema> & { userId: string }) => Promise<ActOutcome>;
  flash: FlashKey;
  /** Where to go afterwards, if the account's page is there no longer. */
  leavesTo?: string;
};

function userAction<Schema extends typeof userActSchema>({ name, schema, act, flash, leavesTo }: UserAction<Schema>) {
  return recentFormAction({
    name,
    returnTo: list,
    role: "ADMIN",
    schema,
    secrets: [],
    hidden: ["userId"],
    run: async (input, viewer) => {
      const outcome = await act(viewer, input);
      if (!outcome.ok) return { message: actRefusal(outcome) };
      deliverAfterResponse();
      await setFlash(flash);
      redirect(leavesTo ?? `${list}/${input.userId}`);
    },
  });
}

const submitRole = userAction({
  name: "change-role",
  schema: changeRoleSchema,
  act: (viewer, input) => changeRole(deps(), viewer, input),
  flash: "role-changed",
});

const submitSuspend = userAction({
  name: "suspend-user",
  schema: userActSchema,
  act: (viewer, input) => suspendUser(deps(), viewer, input),
  flash: "user-suspended",
});

const submitRestore = userAction({
  name: "restore-user",
  schema: userActSchema,
  act: (viewer, input) => restoreUser(deps(), viewer, input),
  flash: "user-restored",
});

const submitEndSessions = userAction({
  name: "end-user-sessions",
  schema: userActSchema,
  act: (viewer, input) => endUserSessions(deps(), viewer, input),
  flash: "user-signed-out",
});

const submitUnlock = userAction({
  name: "unlock-user",
  schema: userActSchema,
  act: (viewer, input) => unlockUser(deps(), viewer, input),
  flash: "user-unlocked",
});

const submitReset = userAction({
  name: "start-user-reset",
  schema: userActSchema,
  act: (viewer, input) => startUserReset(deps(), viewer, input),
  flash: "user-mailed",
});

const submitVerification = userAction({
  name: "resend-user-verification",
  schema: userActSchema,
  act: (viewer, input) => resendUserVerification(deps(), viewer, input),
  flash: "user-mailed",
});

const submitDelete = userAction({
  name: "delete-user",
  schema: userActSchema,
  act: (viewer, input) => deleteUser(deps(), viewer, input),
  flash: "user-deleted",
  leavesTo: list,
});

export async function changeRoleAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitRole(previous, formData);
}

export async function suspendUserAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitSuspend(previous, formData);
}

export async function restoreUserAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitRestore(previous, formData);
}

export async function endUserSessionsAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitEndSessions(previous, formData);
}

export async function unlockUserAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitUnlock(previous, formData);
}

export async function startUserResetAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitReset(previous, formData);
}

export async function resendUserVerificationAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitVerification(previous, formData);
}

export async function deleteUserAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitDelete(previous, formData);
}
