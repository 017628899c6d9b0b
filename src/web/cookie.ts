import { env } from "@/platform/env";

/** On https every cookie bears the `__Host-` prefix: no subdomain and no plain-http answer can plant one. */
export function cookieName(name: string): string {
  return isHttps() ? `__Host-${name}` : name;
}

/** Hidden from scripts, sent on top-level navigation alone, bound to this host. */
export function cookieOptions() {
  return { httpOnly: true, sameSite: "lax", path: "/", secure: isHttps() } as const;
}

function isHttps(): boolean {
  return env().appUrl.startsWith("https:");
}
