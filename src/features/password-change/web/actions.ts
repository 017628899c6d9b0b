"use server";

import { redirect } from "next/navigation";
import { recentFormAction } from "@/auth/recent-form-action";
import { deps } from "@/platform/deps";
import { deliverAfterResponse } from "@/web/deliver-after-response";
import { setFlash } from "@/web/flash";
import type { FormState } from "@/web/form-state";
import { currentClient } from "@/web/request-facts";
import { setFirstPasswordSchema } from "../schema";
import { setFirstPassword } from "../set-first-password";
import { setFirstPasswordRefusal } from "./messages";

const page = "/settings/sign-in-methods";

const submitFirstPassword = recentFormAction({
  returnTo: page,
  schema: setFirstPasswordSchema,
  secrets: ["password"],
  run: async (input, viewer) => {
    const outcome = await setFirstPassword(deps(), viewer, input, { client: await currentClient() });
    if (!outcome.ok) return setFirstPasswordRefusal(outcome);
    deliverAfterResponse();
    await setFlash("first-password-set");
    redirect(page);
  },
});

export async function setFirstPasswordAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitFirstPassword(previous, formData);
}
