"use server";

import { redirect } from "next/navigation";
import { requireRecentViewer } from "@/auth/viewer";
import { deps } from "@/platform/deps";
import { deliverAfterResponse } from "@/web/deliver-after-response";
import { setFlash } from "@/web/flash";
import { formAction } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { currentClient } from "@/web/request-facts";
import { setFirstPasswordSchema } from "../schema";
import { setFirstPassword } from "../set-first-password";
import { setFirstPasswordRefusal } from "./messages";

const page = "/settings/sign-in-methods";

const submitFirstPassword = formAction({
  schema: setFirstPasswordSchema,
  secrets: ["password"],
  run: async (input) => {
    const viewer = await requireRecentViewer({ returnTo: page });
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
