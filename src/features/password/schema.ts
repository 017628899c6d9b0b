import { z } from "zod";

/**
 * A password as it was typed, of any kind: what is too short, too long or too common is for `checkPassword` to say in words.
 * The bound only keeps absurd input away from everything else; the form field itself stops at the policy's maximum.
 */
export const passwordInputSchema = z
  .string({ error: "Enter a password." })
  .min(1, "Enter a password.")
  .max(4096, "Enter a shorter password.");
