"use server";

import { redirect } from "next/navigation";
import { recentFormAction } from "@/auth/recent-form-action";
import { deps } from "@/platform/deps";
import { deliverAfterResponse } from "@/web/deliver-after-response";
import { setFlash } from "@/web/flash";
import type { FormState } from "@/web/form-state";
import { resendMail } from "../resend-mail";
import { reviveRecipient } from "../revive-recipient";
import { resendMailSchema, reviveAddressSchema } from "../schema";
import { resendRefusal, reviveRefusal } from "./messages";

const page = "/admin/outbox";

const submitResend = recentFormAction({
  name: "resend-mail",
  returnTo: page,
  role: "ADMIN",
  schema: resendMailSchema,
  secrets: [],
  hidden: ["mailId"],
  run: async (input, viewer) => {
    const outcome = await resendMail(deps(), viewer, input);
    if (!outcome.ok) return { message: resendRefusal(outcome) };
    deliverAfterResponse();
    await setFlash("mail-resent");
    redirect(page);
  },
});

const submitRevive = recentFormAction({
  name: "revive-recipient",
  returnTo: page,
  role: "ADMIN",
  schema: reviveAddressSchema,
  secrets: [],
  hidden: ["mailId"],
  run: async (input, viewer) => {
    const outcome = await reviveRecipient(deps(), viewer, input);
    if (!outcome.ok) return { message: reviveRefusal(outcome) };
    await setFlash("address-revived");
    redirect(page);
  },
});

export async function resendMailAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitResend(previous, formData);
}

export async function reviveRecipientAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitRevive(previous, formData);
}
