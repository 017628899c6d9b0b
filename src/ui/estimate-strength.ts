import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import commonPasswords from "./common-passwords.json";

export type Strength = "short" | "weak" | "fair" | "strong";

/** The 4,000 most common passwords: enough for a hint, and little to fetch. The server knows them all. */
const zxcvbn = new ZxcvbnFactory({ dictionary: { passwords: commonPasswords.split(" ") } });

/** More of a password is not looked at, for the time that it takes grows faster than the text. */
const readLength = 100;

/** How soon a guesser who knows `known` words about the person would come to this password. Costs some milliseconds. */
export function estimateStrength(password: string, minLength: number, known: readonly string[]): Strength {
  if (Array.from(password).length < minLength) return "short";
  const { score } = zxcvbn.check(password.slice(0, readLength), [...known]);
  if (score <= 2) return "weak";
  return score === 3 ? "fair" : "strong";
}
