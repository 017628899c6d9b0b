import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { passwordReadLength } from "@/features/password/policy";
import { countCharacters, withoutInvisible } from "@/features/password/visible-characters";
import commonPasswords from "./common-passwords.json";

export type Strength = "short" | "weak" | "fair" | "strong";

/** The 4,000 most common passwords: enough for a hint, and little to fetch. The server knows them all. */
const zxcvbn = new ZxcvbnFactory({ dictionary: { passwords: commonPasswords.split(" ") } });

/** More of a password is not estimated, for the time that it takes grows faster than the text. */
const readLength = 100;

/** How soon a guesser who knows `known` words about the person would come to this password. Costs some milliseconds. */
export function estimateStrength(password: string, minLength: number, known: readonly string[]): Strength {
  const read = password.slice(0, passwordReadLength);
  if (countCharacters(read) < minLength) return "short";
  const { score } = zxcvbn.check(withoutInvisible(read).slice(0, readLength), [...known]);
  if (score <= 2) return "weak";
  return score === 3 ? "fair" : "strong";
}

/** The same for what stands in a field, beside the rest of its form; null for an empty one. */
export function estimateField(field: HTMLInputElement, minLength: number): Strength | null {
  return field.value === "" ? null : estimateStrength(field.value, minLength, knownTo(field.form));
}

/** What else stands in the form, such as the name and the address, which a guesser knows as well; not the password that is shown. */
function knownTo(form: HTMLFormElement | null): string[] {
  const fields = Array.from(form?.querySelectorAll("input") ?? []);
  const told = fields.filter(({ name, type }) => name !== "password" && (type === "text" || type === "email"));
  const typed = told.map(({ value }) => value);
  return typed.flatMap((value) => [value, ...value.split(/[\s@.+_-]+/)]).filter((word) => word.length >= 3);
}
