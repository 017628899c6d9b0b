import { PrismaAdapter } from "@auth/prisma-adapter";
import type { Account, AuthOptions, Session, User } from "next-auth";
import type { JWT } from "next-auth/jwt";
import CredentialsProvider from "next-auth/providers/credentials";
import { safeReturnPath } from "@/core/return-path";
import { tokenHash } from "@/core/token-hash";
import { captchaFields } from "@/features/captcha/schema";
import { endSession } from "@/features/sessions/end-session";
import { findSession } from "@/features/sessions/find-session";
import { openSessionOf } from "@/features/sessions/open-session";
import { sessionTtlDays } from "@/features/sessions/policy";
import { credentialsSchema } from "@/features/signin/schema";
import { signin, type SigninOutcome } from "@/features/signin/signin";
import { deps } from "@/platform/deps";
import { env } from "@/platform/env";
import { captchaProof } from "@/web/captcha";
import { cookieName, cookieOptions } from "@/web/cookie";
import { readDeviceTokens, rememberDevice } from "@/web/known-device";
import { setLastUsed } from "@/web/last-used";
import { currentClient, currentDevice } from "@/web/request-facts";
import { admit } from "./admit";
import { moveInterruptedAction } from "./interrupted-action";
import { oauthConfig } from "./oauth-config";
import { finishPendingLink } from "./pending-link";
import { endCarriedSession, sessionTokenKeys, setAuthTokenCookie } from "./session-cookie";
import { readSessionToken, signSessionToken } from "./session-token";
import { readViewer } from "./viewer";

/** Lets the route answer a refused sign-in with its own status: NextAuth knows "yes" and "no" alone. */
export type SigninAttempt = { outcome?: SigninOutcome; failed?: true };

/** NextAuth carries the cookie and the OAuth round trips; who may come in is decided by our use cases. */
export function authOptions(providerId: string, attempt: SigninAttempt): AuthOptions {
  return {
    secret: env().nextAuthSecrets[0],
    session: { strategy: "jwt", maxAge: sessionTtlDays * 86_400 },
    pages: { signIn: "/signin", error: "/signin", signOut: "/dashboard", verifyRequest: "/signup/check-mail" },
    cookies: hostCookies(providerId),
    // Only reading is left to it: `admit` has written before.
    adapter: PrismaAdapter(deps().db),
    providers: [
      CredentialsProvider({
        credentials: { email: {}, password: {}, captcha: {} },
        authorize: (typed) => authorizeCredentials(typed, attempt),
      }),
      ...env().providers.map(oauthConfig),
    ],
    jwt: { encode: encodeToken, decode: decodeToken },
    callbacks: {
      // Whatever is not our own credentials form is a provider's word, also where a provider's answer calls itself otherwise.
      signIn: async ({ account, profile }: { account: Account | null; profile?: object }) =>
        account?.type === "credentials" ? true : await admit(account?.provider ?? "", { ...profile }),
      // NextAuth's types promise a user; there is one at sign-in alone.
      jwt: async ({ token, user, account }: { token: JWT; user?: User; account?: Account | null }) =>
        user ? await enter(user, account ?? null) : token,
      session: ({ session, token }) => describeSession(session, token),
      redirect: ({ url, baseUrl }) => baseUrl + (sitePath(url, baseUrl) ?? "/dashboard"),
    },
    events: {
      signOut: async ({ token }: { token: JWT | null }) => {
        if (token?.sid) await endSession(deps(), token.sid);
        await endCarriedSession();
      },
    },
    logger: {
      error: (code) => deps().log.warn("nextauth", { code }),
      warn: () => undefined,
      debug: () => undefined,
    },
  };
}

/** Ends who was here before, opens the session where the password's use case has not, and hands on what waited for this person. */
async function enter(user: User, account: Account | null): Promise<JWT> {
  const before = await readViewer();
  await endCarriedSession();
  const session =
    account?.type === "credentials"
      ? user.session
      : await openSessionOf(deps(), user.id, {
          device: currentDevice(),
          method: account?.provider ?? "provider",
        });
  if (!session) throw new Error("the account is gone");
  await setAuthTokenCookie(session);
  if (user.deviceToken) await rememberDevice(user.deviceToken);
  await finishPendingLink(session.userId);
  await moveInterruptedAction(before, session);
  await setLastUsed(account?.type === "credentials" ? "password" : (account?.provider ?? "password"));
  return { sub: session.userId, sid: session.secret, exp: session.expiresAt.getTime() / 1000 };
}

const typedSchema = credentialsSchema.extend({ captcha: captchaFields.captcha });

/** Never throws: what an `authorize` throws, NextAuth puts into the address bar. */
async function authorizeCredentials(typed: unknown, attempt: SigninAttempt) {
  try {
    const parsed = typedSchema.safeParse(typed);
    if (!parsed.success) return null;
    const { captcha, ...credentials } = parsed.data;
    const outcome = await signin(deps(), credentials, {
      client: await currentClient(),
      device: currentDevice(),
      deviceTokens: await readDeviceTokens(),
      captcha: captchaProof({ captcha }),
    });
    attempt.outcome = outcome;
    return outcome.ok
      ? { id: outcome.session.userId, session: outcome.session, deviceToken: outcome.deviceToken }
      : null;
  } catch (error) {
    attempt.failed = true;
    deps().log.error("signin_failed", error);
    return null;
  }
}

function encodeToken({ token }: { token?: JWT }): Promise<string> {
  const { sub, sid, exp } = token ?? {};
  if (!sub || !sid || !exp) return Promise.resolve("");
  const session = { secret: sid, userId: sub, expiresAt: new Date(exp * 1000) };
  return Promise.resolve(signSessionToken(sessionTokenKeys(), session, deps().clock.now()));
}

/**
 * NextAuth decodes the cookie in places that ask nothing further, such as linking an account, so the session's row is read here:
 * an ended session is no session anywhere.
 */
async function decodeToken({ token }: { token?: string }): Promise<JWT | null> {
  const claims = token ? readSessionToken(sessionTokenKeys(), token, deps().clock.now()) : null;
  const session = claims ? await findSession(deps(), { secretHash: tokenHash(claims.secret) }) : null;
  if (!claims || session?.kind !== "BROWSER" || session.user.id !== claims.userId) return null;
  const { id, name, email, role } = session.user;
  return { sub: id, sid: claims.secret, exp: claims.expiresAt.getTime() / 1000, name, email, role };
}

/** What `/api/auth/session` and `useSession` show: the person as the database has them, and the session's true end. */
function describeSession(session: Session, token: JWT): Session {
  const { sub, name, email, role, exp } = token;
  if (!sub || !name || !email || !role || !exp) return session;
  return { expires: new Date(exp * 1000).toISOString(), user: { id: sub, name, email, role } };
}

function sitePath(url: string, baseUrl: string): string | null {
  return safeReturnPath(url.startsWith(`${baseUrl}/`) ? url.slice(baseUrl.length) : url);
}

/** What a round trip leaves in the browser bears its provider's name, so that one provider's answer cannot end another's. */
function hostCookies(providerId: string): NonNullable<AuthOptions["cookies"]> {
  const cookie = (name: string) => ({ name: cookieName(`next-auth.${name}`), options: cookieOptions() });
  return {
    sessionToken: cookie("session-token"),
    callbackUrl: cookie("callback-url"),
    csrfToken: cookie("csrf-token"),
    state: cookie(`state.${providerId}`),
    nonce: cookie(`nonce.${providerId}`),
    pkceCodeVerifier: cookie(`pkce.${providerId}`),
  };
}
