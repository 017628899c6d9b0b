"use server";

import { redirect } from "next/navigation";
import { finishPendingLink } from "@/auth/pending-link";
import { clearSessionCookies, setSessionCookies } from "@/auth/session-cookie";
import { deps } from "@/platform/deps";
import { clearFlash, setFlash } from "@/web/flash";
import { formAction } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { setLastUsed } from "@/web/last-used";
import { currentClient, currentDevice, isSameOriginRequest } from "@/web/request-facts";
import { signinSchema } from "../schema";
import { signin } from "../signin";
import { signinRefusal } from "./messages";

const submitSignin = formAction({
  schema: signinSchema,
  secrets: ["password"],
  run: async ({ next, ...credentials }) => {
    const outcome = await signin(deps(), credentials, {
      client: await currentClient(),
      device: await currentDevice(),
    });
    if (!outcome.ok) return signinRefusal(outcome);
    await setSessionCookies(outcome.session);
    await clearFlash();
    await setLastUsed("password");
    if (await finishPendingLink(outcome.session.userId)) await setFlash("method-linked");
    redirect(next);
  },
});

export async function signinAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitSignin(previous, formData);
}

export async function signoutAction(): Promise<void> {
  if (!(await isSameOriginRequest())) return;
  await clearSessionCookies();
  await deps().sessionStates.catchUp();
  await setFlash("signed-out");
  redirect("/signin");
}
