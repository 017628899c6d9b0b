import type { Deps } from "@/core/deps";
import { isCommonPassword } from "./common-passwords";
import { contextWordMinLength, lengthBesidesContext, passwordMaxLength, productWords } from "./policy";
import { plainly } from "./plain-letters";

export type PasswordWeakness = "too_short" | "too_long" | "common" | "contains_context" | "unreadable" | "breached";

/** Why a password may not be used, with the length that this site asks for. */
export type WeakPassword = { ok: false; reason: "weak_password"; weakness: PasswordWeakness; minLength: number };

/** What an attacker knows about this person. */
type Owner = { email: string; name: string };

/**
 * Whether a new password may be used: the one policy of every place that takes one. There are no rules about kinds of characters: they
 * make passwords predictable, not strong. The password is judged as it was typed and never trimmed or cut. Whether it is among the
 * breached ones is asked last, for that may go over the network.
 */
export async function checkPassword(
  deps: Pick<Deps, "breachedPasswords" | "passwordMinLength" | "appUrl">,
  { password, owner }: { password: string; owner: Owner },
): Promise<{ ok: true } | WeakPassword> {
  const minLength = deps.passwordMinLength;
  const context = { email: owner.email, name: owner.name, host: new URL(deps.appUrl).hostname };
  const weakness = localWeakness({ password, minLength, context });
  if (weakness) return { ok: false, reason: "weak_password", weakness, minLength };
  const isBreached = await deps.breachedPasswords.includes(password);
  return isBreached ? { ok: false, reason: "weak_password", weakness: "breached", minLength } : { ok: true };
}

type PasswordToJudge = { password: string; minLength: number; context: Owner & { host: string } };

/** What is wrong with a password as far as this machine can tell by itself; null where nothing is. */
export function localWeakness({ password, minLength, context }: PasswordToJudge): PasswordWeakness | null {
  // In the form in which it is hashed: a letter in two pieces is one.
  const hashed = password.normalize("NFC");
  if (hashed.length > passwordMaxLength * 2) return "too_long";
  const length = Array.from(hashed).length;
  if (length > passwordMaxLength) return "too_long";
  if (length < minLength) return "too_short";
  // Half a character, or one that no keyboard gives, would not come out the same on the next device.
  if (/[\p{Cs}\p{Cc}]/u.test(password)) return "unreadable";
  if (isCommonPassword(password)) return "common";
  return besidesContext(password, context).length < lengthBesidesContext ? "contains_context" : null;
}

/** What is left of a password without the words that belong to the person and the site, however they are dressed up. */
function besidesContext(password: string, { email, name, host }: PasswordToJudge["context"]): string {
  const words = [
    email,
    ...email.split(/[@.+_-]/),
    ...name.split(/\s+/),
    name,
    host,
    ...host.split("."),
    ...productWords,
  ]
    .map(plainly)
    .filter((word) => word.length >= contextWordMinLength)
    .sort((a, b) => b.length - a.length);
  return words.reduce((rest, word) => rest.replaceAll(word, ""), plainly(password));
}
