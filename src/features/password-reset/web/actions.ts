"use server";

import { redirect } from "next/navigation";
import { clearSessionCookies } from "@/auth/session-cookie";
import { linkTokenSchema } from "@/core/link-token-schema";
import { deps } from "@/platform/deps";
import { captchaProof, captchaRefusal } from "@/web/captcha";
import { deliverAfterResponse } from "@/web/deliver-after-response";
import { answerEvenly } from "@/web/even-time";
import { setFlash } from "@/web/flash";
import { formAction } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { clearLinkToken, readLinkToken } from "@/web/link-token";
import { setMailedAddress } from "@/web/mailed-address";
import { currentClient } from "@/web/request-facts";
import { requestPasswordReset } from "../request-password-reset";
import { resetPassword } from "../reset-password";
import { requestPasswordResetSchema, resetPasswordSchema } from "../schema";
import { resetPasswordRefusal } from "./messages";

const submitRequest = formAction({
  schema: requestPasswordResetSchema,
  secrets: ["captcha", "captchaByMail"],
  run: async (input) => {
    const asker = { client: await currentClient(), captcha: captchaProof(input) };
    const outcome = await answerEvenly(() => requestPasswordReset(deps(), input, asker));
    if (!outcome.ok) return captchaRefusal(outcome, "forgot-password");
    deliverAfterResponse();
    await setMailedAddress(input.email);
    redirect("/forgot-password/check-mail");
  },
});

const submitReset = formAction({
  schema: resetPasswordSchema,
  secrets: ["password"],
  run: async ({ password }) => {
    const token = linkTokenSchema.safeParse(await readLinkToken("reset-password"));
    if (!token.success) return resetPasswordRefusal({ ok: false, reason: "invalid" });
    const outcome = await resetPassword(deps(), { token: token.data, password }, { client: await currentClient() });
    if (!outcome.ok) return resetPasswordRefusal(outcome);
    deliverAfterResponse();
    await clearLinkToken("reset-password");
    await clearSessionCookies();
    await setFlash("password-changed");
    redirect("/signin");
  },
});

export async function requestPasswordResetAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitRequest(previous, formData);
}

export async function resetPasswordAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitReset(previous, formData);
}
