import { deps } from "@/platform/deps";
import { signAccessToken } from "./access-token";
import { authTokenKeys } from "./session-cookie";

/** What an app is given: a short access token for its requests, and a refresh token for the next pair. Times are in seconds. */
export async function tokenPair(session: { sessionId: string; userId: string; expiresAt: Date }, refreshToken: string) {
  const now = deps().clock.now();
  const access = await signAccessToken(authTokenKeys(), session, now);
  const secondsUntil = (time: Date) => Math.floor((time.getTime() - now.getTime()) / 1000);
  return {
    accessToken: access.token,
    tokenType: "Bearer" as const,
    expiresIn: secondsUntil(access.expiresAt),
    refreshToken,
    refreshExpiresIn: secondsUntil(session.expiresAt),
  };
}
