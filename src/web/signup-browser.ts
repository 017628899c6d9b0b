import { cookies } from "next/headers";
import { verificationLinkTtlHours } from "@/features/email-verification/policy";
import { deps } from "@/platform/deps";
import { cookieName, cookieOptions } from "./cookie";

/** The secret by which a verification link recognises the browser that signed up; made on first use, kept as long as a link lives. */
export async function ensureBrowserSecret(): Promise<string> {
  const secret = (await readBrowserSecret()) ?? deps().random.secret();
  (await cookies()).set(name(), secret, { ...cookieOptions(), maxAge: verificationLinkTtlHours * 3600 });
  return secret;
}

export async function readBrowserSecret(): Promise<string | null> {
  const secret = (await cookies()).get(name())?.value;
  return secret !== undefined && /^[A-Za-z0-9_-]{43}$/.test(secret) ? secret : null;
}

function name(): string {
  return cookieName("signup-browser");
}
