import { cookies } from "next/headers";
import { knownDeviceAccountsMax, knownDeviceDays } from "@/features/signin/policy";
import { cookieName, cookieOptions } from "./cookie";

const separator = "~";

/** The proofs that this browser has signed in before, newest first; see `known-device.ts` of the sign-in. */
export async function readDeviceTokens(): Promise<string[]> {
  const value = (await cookies()).get(name())?.value ?? "";
  return value.split(separator).slice(0, knownDeviceAccountsMax);
}

/** Keeps a proof beside those of the accounts that signed in here lately. It stays after sign-out: that is what it is for. */
export async function rememberDevice(token: string): Promise<void> {
  const others = (await readDeviceTokens()).filter((other) => other !== "" && !isSameDevice(other, token));
  const value = [token, ...others].slice(0, knownDeviceAccountsMax).join(separator);
  (await cookies()).set(name(), value, { ...cookieOptions(), maxAge: knownDeviceDays * 86_400 });
}

/** Each device's name is one account's in one browser. */
function isSameDevice(one: string, other: string): boolean {
  return one.split(".")[0] === other.split(".")[0];
}

function name(): string {
  return cookieName("known-devices");
}
