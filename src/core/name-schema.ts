import { z } from "zod";
import { nameMaxLength } from "./name";

export const nameSchema = z
  .string({ error: "Enter your name." })
  .trim()
  .min(1, "Enter your name.")
  .max(nameMaxLength, `Enter a name of at most ${nameMaxLength} characters.`)
  .regex(/^[^\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]*$/u, "Enter a name without control characters.");
