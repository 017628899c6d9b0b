import type { PasswordWeakness } from "./check-password";
import { passwordMaxLength } from "./policy";

export function passwordWeaknessMessage(weakness: PasswordWeakness, minLength: number): string {
  switch (weakness) {
    case "too_short":
      return `Use at least ${minLength} characters. A few unrelated words make a good password.`;
    case "too_long":
      return `Use at most ${passwordMaxLength} characters.`;
    case "common":
      return "This password is among the first that a guesser tries. Choose one that follows no pattern.";
    case "contains_context":
      return "Your name, your address and the name of this site are easy to guess. Choose other words.";
    case "breached":
      return "This password has leaked from another site, so guessers know it. Choose one that you use nowhere else.";
    case "unreadable":
      return "This password holds a character that cannot be typed everywhere. Choose other characters.";
  }
}
