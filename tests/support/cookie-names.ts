/** NextAuth's session cookie as plain-http localhost bears it; on https it is prefixed with `__Host-`. */
export const sessionCookie = "next-auth.session-token";
