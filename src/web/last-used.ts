import { cookies } from "next/headers";
import { cookieName, cookieOptions } from "./cookie";

const keepDays = 180;

/** Remembers in this browser how its owner came in, so that the sign-in page can remind them. It says nothing of who they are. */
export async function setLastUsed(method: string): Promise<void> {
  (await cookies()).set(cookieName("last-used"), method, { ...cookieOptions(), maxAge: keepDays * 86_400 });
}

/** `password`, a provider's id, or null; whoever shows it looks it up among the methods there are. */
export async function readLastUsed(): Promise<string | null> {
  return (await cookies()).get(cookieName("last-used"))?.value ?? null;
}
