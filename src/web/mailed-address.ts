import { cookies } from "next/headers";
import { canonicalEmail } from "@/core/email";
import { cookieName, cookieOptions } from "./cookie";

const keepSeconds = 15 * 60;

/** Remembers what was typed for the "check your mail" page, whether or not a mail went there. */
export async function setMailedAddress(email: string): Promise<void> {
  (await cookies()).set(cookieName("mailed-address"), email, { ...cookieOptions(), maxAge: keepSeconds });
}

export async function readMailedAddress(): Promise<string | null> {
  const value = (await cookies()).get(cookieName("mailed-address"))?.value;
  return value === undefined ? null : canonicalEmail(value);
}
