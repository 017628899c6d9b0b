"use server";

import { redirect } from "next/navigation";
import { finishPendingLink } from "@/auth/pending-link";
import { clearSessionCookies, setSessionCookies } from "@/auth/session-cookie";
import { linkTokenSchema } from "@/core/link-token-schema";
import type { CaptchaProof } from "@/features/captcha/require-captcha";
import { deps } from "@/platform/deps";
import { captchaProof } from "@/web/captcha";
import { clearFlash, setFlash } from "@/web/flash";
import { formAction } from "@/web/form-action";
import type { FormState } from "@/web/form-state";
import { readDeviceTokens, rememberDevice } from "@/web/known-device";
import { setLastUsed } from "@/web/last-used";
import { clearLinkToken, readLinkToken } from "@/web/link-token";
import { setMailedAddress } from "@/web/mailed-address";
import { currentClient, currentDevice, isSameOriginRequest } from "@/web/request-facts";
import { readBrowserSecret } from "@/web/signup-browser";
import { signinSchema } from "../schema";
import { signin } from "../signin";
import { signinRefusal } from "./messages";

const submitSignin = formAction({
  schema: signinSchema,
  secrets: ["password", "captcha"],
  run: async ({ next, captcha, ...credentials }) => {
    const outcome = await signin(deps(), credentials, {
      client: await currentClient(),
      device: currentDevice(),
      deviceTokens: await readDeviceTokens(),
      captcha: captchaProof({ captcha }) ?? (await mailedPass()),
    });
    // The page for who cannot pass it starts with the same address.
    if (!outcome.ok && outcome.reason === "captcha") await setMailedAddress(credentials.email);
    if (!outcome.ok) return signinRefusal(outcome);
    await clearLinkToken("signin");
    await setSessionCookies(outcome.session);
    await rememberDevice(outcome.deviceToken);
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

/** What a link opened in this browser says in place of a captcha. */
async function mailedPass(): Promise<CaptchaProof | undefined> {
  const token = linkTokenSchema.safeParse(await readLinkToken("signin"));
  const browserSecret = await readBrowserSecret();
  return token.success && browserSecret !== null ? { kind: "pass", token: token.data, browserSecret } : undefined;
}
