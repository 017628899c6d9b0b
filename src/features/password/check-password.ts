import { isCommonPassword } from "./common-passwords";
import { contextWordMinLength, lengthBesidesContext, passwordMaxLength, productWords } from "./policy";

export type PasswordWeakness = "too_short" | "too_long" | "common" | "contains_context" | "unreadable";

export type PasswordToCheck = {
  password: string;
  minLength: number;
  /** What an attacker knows about this person and this site. */
  context: { email: string; name: string; host: string };
};

/**
 * Whether a new password may be used. There are no rules about kinds of characters: they make passwords predictable, not strong.
 * The password is judged as it was typed and never trimmed or cut.
 */
export function checkPassword({
  password,
  minLength,
  context,
}: PasswordToCheck): { ok: true } | { ok: false; reason: PasswordWeakness } {
  if (password.length > passwordMaxLength * 2) return { ok: false, reason: "too_long" };
  const length = Array.from(password).length;
  if (length > passwordMaxLength) return { ok: false, reason: "too_long" };
  if (length < minLength) return { ok: false, reason: "too_short" };
  // Half a character, or one that no keyboard gives, would not come out the same on the next device.
  if (/[\p{Cs}\p{Cc}]/u.test(password)) return { ok: false, reason: "unreadable" };
  if (isCommonPassword(password)) return { ok: false, reason: "common" };
  if (besidesContext(password, context).length < lengthBesidesContext) return { ok: false, reason: "contains_context" };
  return { ok: true };
}

/** What is left of a password without the words that belong to the person and the site. */
function besidesContext(password: string, { email, name, host }: PasswordToCheck["context"]): string {
  const words = [email, ...email.split(/[@.+_-]/), ...name.split(/\s+/), name, ...host.split("."), ...productWords]
    .map((word) => word.toLowerCase())
    .filter((word) => word.length >= contextWordMinLength)
    .sort((a, b) => b.length - a.length);
  return words.reduce((rest, word) => rest.replaceAll(word, ""), password.toLowerCase());
}
