"use server";

import { redirect } from "next/navigation";
import { z } from "zod";
import { emailSchema } from "@/core/email";
import { deps } from "@/platform/deps";
import { deliverAfterResponse } from "@/web/deliver-after-response";
import { answerEvenly } from "@/web/even-time";
import { formAction } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { limitMessage } from "@/web/limit-message";
import { setMailedAddress } from "@/web/mailed-address";
import { currentClient } from "@/web/request-facts";
import { ensureBrowserSecret } from "@/web/signup-browser";
import { mailPass } from "../mail-pass";

const submitMailPass = formAction({
  schema: z.object({ email: emailSchema }),
  secrets: [],
  run: async (input) => {
    const asker = { client: await currentClient(), browserSecret: await ensureBrowserSecret() };
    const outcome = await answerEvenly(() => mailPass(deps(), input, asker));
    if (!outcome.ok) return { message: limitMessage(outcome.retryAfterSeconds) };
    deliverAfterResponse();
    await setMailedAddress(input.email);
    redirect("/signin/check-mail");
  },
});

export async function mailPassAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitMailPass(previous, formData);
}
