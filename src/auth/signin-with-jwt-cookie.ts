import { cookies } from "next/headers";
import type { Credentials } from "@/features/signin/schema";
import { signin, type SigninOutcome } from "@/features/signin/signin";
import { deps } from "@/platform/deps";
import { cookieOptions } from "@/web/cookie";
import { currentClient, currentDevice } from "@/web/request-facts";
import { endCarriedSession, sessionCookieName, setAuthTokenCookie } from "./session-cookie";

/**
 * Signs a browser in by the cookie `auth_token` alone, for routes and services outside NextAuth. The token goes into the cookie and
 * nowhere else, and bears a session like any other: it ends with it. Limits and answers are those of every sign-in by password.
 */
export async function signinWithJwtCookie(credentials: Credentials): Promise<SigninOutcome> {
  const asker = { client: await currentClient(), device: await currentDevice() };
  const outcome = await signin(deps(), credentials, asker);
  if (!outcome.ok) return outcome;
  await endCarriedSession();
  (await cookies()).delete({ name: sessionCookieName(), ...cookieOptions() });
  await setAuthTokenCookie(outcome.session);
  return outcome;
}
