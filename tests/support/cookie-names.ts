/** NextAuth's session cookie as plain-http localhost bears it; on https it is prefixed with `__Host-`. */
export const sessionCookie = "next-auth.session-token";

/** The cookie for whatever does not know NextAuth; its name is fixed by the product. */
export const authTokenCookie = "auth_token";

/** Both bear one session. */
export const sessionCookies = [sessionCookie, authTokenCookie] as const;
