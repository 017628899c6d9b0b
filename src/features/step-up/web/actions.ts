"use server";

import { redirect } from "next/navigation";
import { dropInterruptedAction } from "@/auth/interrupted-action";
import { continuePath } from "@/auth/recent-form-action";
import { requireViewer } from "@/auth/viewer";
import { deps } from "@/platform/deps";
import { formAction } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { readDeviceTokens } from "@/web/known-device";
import { currentClient } from "@/web/request-facts";
import { confirmPassword } from "../confirm-password";
import { confirmPasswordSchema } from "../schema";
import { confirmPasswordRefusal } from "./messages";

const submitConfirmation = formAction({
  schema: confirmPasswordSchema,
  secrets: ["password"],
  run: async ({ password, next }) => {
    const viewer = await requireViewer({ returnTo: next });
    const asker = { client: await currentClient(), deviceTokens: await readDeviceTokens() };
    const outcome = await confirmPassword(deps(), viewer, { password }, asker);
    if (!outcome.ok) return confirmPasswordRefusal(outcome);
    if (next !== continuePath) await dropInterruptedAction();
    redirect(next);
  },
});

export async function confirmPasswordAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitConfirmation(previous, formData);
}
