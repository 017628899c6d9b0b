import type { Deps } from "@/core/deps";
import { knownDeviceDays } from "./policy";

/** The account as far as a device is known for it: with a new password, or another address, no device is known any more. */
export type DeviceAccount = { email: string; passwordHash: string | null };

const tokenPattern = /^([\w-]{43})\.(\d{1,10})\.([0-9a-f]{64})$/;

/**
 * A proof that the right password was typed in this browser, for its cookie. It opens nothing: guesses that come with it are counted
 * apart from strangers', so that these cannot lock the owner out. `device` is an earlier one's name, which it keeps.
 */
export function issueDeviceToken(
  deps: Pick<Deps, "clock" | "random" | "codes">,
  account: DeviceAccount,
  device: string | null,
): string {
  const id = device ?? deps.random.secret();
  const issuedAt = String(Math.floor(deps.clock.now().getTime() / 1000));
  return [id, issuedAt, deps.codes.hash(`${id}.${issuedAt}`, contextOf(account))].join(".");
}

/** The name of the device that one of these tokens proves for the account; null where none does. */
export function findKnownDevice(
  deps: Pick<Deps, "clock" | "codes">,
  account: DeviceAccount,
  tokens: readonly string[],
): string | null {
  const oldest = Math.floor(deps.clock.now().getTime() / 1000) - knownDeviceDays * 86_400;
  for (const token of tokens) {
    const [, id, issuedAt, proof] = tokenPattern.exec(token) ?? [];
    if (id === undefined || issuedAt === undefined || proof === undefined || Number(issuedAt) <= oldest) continue;
    if (deps.codes.matches(`${id}.${issuedAt}`, contextOf(account), proof)) return id;
  }
  return null;
}

function contextOf({ email, passwordHash }: DeviceAccount): string {
  return `known device ${email} ${passwordHash ?? ""}`;
}
