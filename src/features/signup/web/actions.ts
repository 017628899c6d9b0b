"use server";

import { redirect } from "next/navigation";
import { deps } from "@/platform/deps";
import { captchaProof } from "@/web/captcha";
import { deliverAfterResponse } from "@/web/deliver-after-response";
import { answerEvenly } from "@/web/even-time";
import { formAction } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { setMailedAddress } from "@/web/mailed-address";
import { currentClient } from "@/web/request-facts";
import { ensureBrowserSecret } from "@/web/signup-browser";
import { signupFormSchema } from "../schema";
import { signup } from "../signup";
import { signupRefusal } from "./messages";

const submitSignup = formAction({
  schema: signupFormSchema,
  secrets: ["password", "captcha", "captchaByMail"],
  run: async ({ captcha, captchaByMail, ...input }) => {
    const asker = {
      client: await currentClient(),
      browserSecret: await ensureBrowserSecret(),
      captcha: captchaProof({ captcha, captchaByMail }),
    };
    const outcome = await answerEvenly(() => signup(deps(), input, asker));
    if (!outcome.ok) return signupRefusal(outcome);
    deliverAfterResponse();
    await setMailedAddress(input.email);
    redirect("/signup/check-mail");
  },
});

export async function signupAction(previous: FormState, formData: FormData): Promise<FormState> {
  return await submitSignup(previous, formData);
}
