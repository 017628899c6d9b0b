"use server";

import { redirect } from "next/navigation";
import { emailSchema } from "@/core/email";
import { linkTokenSchema } from "@/core/link-token-schema";
import { deps } from "@/platform/deps";
import { captchaProof, captchaRefusal } from "@/web/captcha";
import { deliverAfterResponse } from "@/web/deliver-after-response";
import { answerEvenly } from "@/web/even-time";
import { setFlash } from "@/web/flash";
import { formAction } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { clearLinkToken, readLinkToken, setLinkToken } from "@/web/link-token";
import { readMailedAddress, setMailedAddress } from "@/web/mailed-address";
import { currentClient } from "@/web/request-facts";
import { readBrowserSecret } from "@/web/signup-browser";
import { resendVerification } from "../resend-verification";
import { confirmEmailSchema, resendVerificationSchema, verificationCodeSchema } from "../schema";
import { verifyByCode } from "../verify-by-code";
import { verifyEmail } from "../verify-email";
import { verifyByCodeRefusal, verifyEmailRefusal } from "./messages";

const submitConfirmation = formAction({
  schema: confirmEmailSchema,
  secrets: ["password"],
  hidden: ["intent"],
  run: async ({ password }) => {
    const token = linkTokenSchema.safeParse(await readLinkToken("verify"));
    if (!token.success) return verifyEmailRefusal({ ok: false, reason: "invalid" });
    const asker = { client: await currentClient(), browserSecret: await readBrowserSecret() };
    const outcome = await verifyEmail(deps(), { token: token.data, password }, asker);
    if (!outcome.ok && outcome.reason !== "already_verified") return verifyEmailRefusal(outcome);
    await clearLinkToken("verify");
    if (outcome.ok && outcome.password === "to_choose") {
      await setLinkToken("reset-password", outcome.resetToken);
      await setFlash("password-to-choose");
      redirect("/reset-password");
    }
    await setFlash(outcome.ok ? "email-verified" : "already-verified");
    redirect("/signin");
  },
});

const submitCode = formAction({
  schema: verificationCodeSchema,
  secrets: ["code"],
  run: async ({ code }) => {
    const email = emailSchema.safeParse(await readMailedAddress());
    if (!email.success) return { message: "This page is out of date. Ask for a new mail below." };
    const asker = { client: await currentClient(), browserSecret: await readBrowserSecret() };
    const outcome = await answerEvenly(() => verifyByCode(deps(), { email: email.data, code }, asker));
    if (!outcome.ok && outcome.reason !== "already_verified") return verifyByCodeRefusal(outcome);
    await setFlash(outcome.ok ? "email-verified" : "already-verified");
    redirect("/signin");
  },
});

const submitResend = formAction({
  schema: resendVerificationSchema,
  secrets: ["captcha", "captchaByMail"],
  run: async (input) => {
    const asker = {
      client: await currentClient(),
      browserSecret: await readBrowserSecret(),
      captcha: captchaProof(input),
    };
    const outcome = await answerEvenly(() => resendVerification(deps(), input, asker));
    if (!outcome.ok) return captchaRefusal(outcome, "verification-resend");
    deliverAfterResponse();
    await setMailedAddress(input.email);
    await setFlash("verification-sent");
    redirect("/signup/check-mail");
  },
});

export async function confirmEmailAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitConfirmation(previous, formData);
}

export async function resendVerificationAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitResend(previous, formData);
}

export async function verifyByCodeAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitCode(previous, formData);
}
