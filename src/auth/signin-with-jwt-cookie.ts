import { cookies } from "next/headers";
import type { Credentials } from "@/features/signin/schema";
import { signin, type SigninOutcome } from "@/features/signin/signin";
import { deps } from "@/platform/deps";
import { captchaProof } from "@/web/captcha";
import { cookieOptions } from "@/web/cookie";
import { readDeviceTokens, rememberDevice } from "@/web/known-device";
import { currentClient, currentDevice } from "@/web/request-facts";
import { endCarriedSession, sessionCookieName, setAuthTokenCookie } from "./session-cookie";

/**
 * Signs a browser in by the cookie `auth_token` alone, for routes and services outside NextAuth. The token goes into the cookie and
 * nowhere else, and bears a session like any other: it ends with it. Limits and answers are those of every sign-in by password.
 */
export async function signinWithJwtCookie(credentials: Credentials, captcha?: string): Promise<SigninOutcome> {
  const outcome = await signin(deps(), credentials, {
    client: await currentClient(),
    device: currentDevice(),
    deviceTokens: await readDeviceTokens(),
    captcha: captchaProof({ captcha }),
  });
  if (!outcome.ok) return outcome;
  if (await endCarriedSession()) await deps().sessionStates.catchUp();
  const jar = await cookies();
  if (jar.has(sessionCookieName())) jar.delete({ name: sessionCookieName(), ...cookieOptions() });
  await setAuthTokenCookie(outcome.session);
  await rememberDevice(outcome.deviceToken);
  return outcome;
}
