import type { Deps } from "@/core/deps";
import { isCommonPassword } from "./common-passwords";
import {
  contextWordMinLength,
  lengthBesidesContext,
  passwordMaxLength,
  passwordReadLength,
  productWords,
} from "./policy";
import { plainly } from "./plain-letters";
import { countCharacters, withoutInvisible } from "./visible-characters";

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
  if (hashed.length > passwordReadLength || Array.from(hashed).length > passwordMaxLength) return "too_long";
  if (countCharacters(hashed) < minLength) return "too_short";
  // Half a character, or one that no keyboard gives or no font knows, would not come out the same on the next device.
  if (/[\p{Cs}\p{Cc}\p{Cn}\p{Co}]/u.test(password)) return "unreadable";
  const seen = withoutInvisible(hashed);
  if (isCommonPassword(seen)) return "common";
  return isMadeOfContext(seen, context) ? "contains_context" : null;
}

/** Whether too little is left of a password without the words that belong to the person and the site, however they are dressed up. */
function isMadeOfContext(password: string, { email, name, host }: PasswordToJudge["context"]): boolean {
  const words = [
    email,
    ...email.split(/[@.+_-]/),
    ...name.split(/\s+/),
    name,
    host,
    ...host.split("."),
    ...productWords,
  ].map(plainly);
  const plain = plainly(password);
  return isLittleBeside(words, plain) || isLittleBeside(words.map(joined), joined(plain));
}

/** Without what may stand between letters: a word that is spelt out or cut in two is the same word. */
function joined(text: string): string {
  return text.replace(/[\s._-]+/g, "");
}

function isLittleBeside(words: readonly string[], text: string): boolean {
  const known = words.filter((word) => word.length >= contextWordMinLength).sort((a, b) => b.length - a.length);
  const rest = known.reduce((left, word) => left.replaceAll(word, ""), text);
  // Where no word was taken out, what is short is so for its blanks, and not for what everybody knows.
  return rest !== text && countCharacters(rest) < lengthBesidesContext;
}
